import { Option } from 'commander';
import type { ApplyOptions } from '../actions/apply.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, collected, type AddCommand } from './attach.ts';

export const addApply: AddCommand = (registry) => {
  const command = registry.program
    .command('apply')
    .description('Make resources desired state: validate, commit, and run Jobs that are new or changed')
    .option('-f, --file <path>', 'YAML file, folder, or - for stdin; may be repeated', collected)
    .option('--dry-run', 'let the server say what would change, and change nothing')
    .addOption(
      new Option(
        '--run <when>',
        'start a run of each Job always or never, instead of when it is new or changed',
      ).choices(['always', 'never']),
    )
    .option('--reason <text>', 'why; it becomes part of the commit')
    .option(
      '--wait',
      'wait until it is committed and the runs have ended; exit code 1 when one did not succeed',
    )
    .option('--watch', 'wait, and show what happens and the log');
  withExamples(command, [
    'slipway apply -f job.yaml --watch',
    'slipway apply -f jobs/ --dry-run',
    'cat job.yaml | slipway apply -f - --reason "more epochs"',
  ]);
  attach(registry, command, async (invocation, _words, options) => {
    const { apply } = await import('../actions/apply.ts');
    return apply(invocation, { file: [], ...(options as Partial<ApplyOptions>) });
  });
};

import type { DiffOptions } from '../actions/diff.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, collected, type AddCommand } from './attach.ts';

export const addDiff: AddCommand = (registry) => {
  const command = registry.program
    .command('diff')
    .description(
      'Show what applying would change in the environment repository, offline; exit code 1 when there is something',
    )
    .option('-f, --file <path>', 'YAML file, folder, or - for stdin; may be repeated', collected)
    .option(
      '--environment <folder>',
      'clone of the environment repository to compare with; by default the embedded one of the data directory',
    )
    .option('--revision <revision>', 'revision of it to compare with', 'main');
  withExamples(command, [
    'slipway diff -f job.yaml',
    'slipway diff -f jobs/ --environment ../environment --revision HEAD',
  ]);
  attach(registry, command, async (invocation, _words, options) => {
    const { diff } = await import('../actions/diff.ts');
    return diff(invocation, { file: [], revision: 'main', ...(options as Partial<DiffOptions>) });
  });
};

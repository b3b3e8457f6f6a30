import { withExamples } from '../reference/command-shape.ts';
import type { CancelOptions } from '../actions/cancel.ts';
import type { LogsOptions } from '../actions/logs.ts';
import type { MoveOptions } from '../actions/move.ts';
import type { StartOptions } from '../actions/run.ts';
import { attach, wholeNumber, type AddCommand } from './attach.ts';

export const addRun: AddCommand = (registry) => {
  const command = registry.program
    .command('run')
    .description('Run a Job again as it stands, or start the workers of a Study')
    .argument('<object...>', 'job/NAME or study/NAME')
    .option('--reason <text>', 'why; it becomes part of the commit')
    .option('--wait', 'wait until the run has ended; exit code 1 when it did not succeed')
    .option('--watch', 'wait, and show what happens and the log');
  withExamples(command, ['slipway run job/digits --watch']);
  attach(registry, command, async (invocation, words, options) => {
    const { run } = await import('../actions/run.ts');
    return run(invocation, words, options as StartOptions);
  });
};

export const addLogs: AddCommand = (registry) => {
  const command = registry.program
    .command('logs')
    .description('Write the log of a run; of a Job or Study, that of its newest run')
    .argument('<run...>', 'run/NAME, job/NAME or study/NAME')
    .option('-f, --follow', 'go on until the run has ended, also over retries')
    .option('--epoch <number>', 'attempt, from 1; the newest by default', wholeNumber(1, 1_000_000))
    .option('--index <number>', 'process of a Job with replicas, from 0', wholeNumber(0, 9999), 0);
  withExamples(command, ['slipway logs -f run/digits-7k2m9q0x', 'slipway logs job/digits | grep accuracy']);
  attach(registry, command, async (invocation, words, options) => {
    const { logs } = await import('../actions/logs.ts');
    await logs(invocation, words, options as LogsOptions);
  });
};

export const addWatch: AddCommand = (registry) => {
  const command = registry.program
    .command('watch')
    .description(
      'Show events as they happen: of one run until it has ended, or of all runs of the team until Ctrl-C',
    )
    .argument('[run...]', 'run/NAME')
    .option('--after <event>', 'only what came after this event');
  withExamples(command, [
    'slipway watch',
    'slipway watch run/digits-7k2m9q0x',
    'slipway watch --json | jq .type',
  ]);
  attach(registry, command, async (invocation, words, options) => {
    const { watch } = await import('../actions/watch.ts');
    await watch(invocation, words, options as { after?: string });
  });
};

export const addMove: AddCommand = (registry) => {
  const command = registry.program
    .command('move')
    .description(
      'Move a run to another cluster: it is withdrawn by a commit, and goes on there when nothing of it runs any more',
    )
    .argument('<run...>', 'run/NAME')
    .option('--to <cluster>', 'where to; wherever its placement finds room by default')
    .option('--reason <text>', 'why; it becomes part of its history')
    .option('--wait', 'wait until it runs there');
  withExamples(command, [
    'slipway move run/digits-7k2m9q0x --to eks-eu --wait',
    'slipway move run/digits-7k2m9q0x --reason "spot prices"',
  ]);
  attach(registry, command, async (invocation, words, options) => {
    const { move } = await import('../actions/move.ts');
    return move(invocation, words, options as MoveOptions);
  });
};

export const addCancel: AddCommand = (registry) => {
  const command = registry.program
    .command('cancel')
    .description('Cancel a run: remove it from git and stop its processes')
    .argument('<run...>', 'run/NAME')
    .option('--reason <text>', 'why; it becomes part of the commit')
    .option('--wait', 'wait until its processes have stopped');
  withExamples(command, ['slipway cancel run/digits-7k2m9q0x --wait']);
  attach(registry, command, async (invocation, words, options) => {
    const { cancel } = await import('../actions/cancel.ts');
    await cancel(invocation, words, options as CancelOptions);
  });
};

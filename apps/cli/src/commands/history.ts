import { withExamples } from '../reference/command-shape.ts';
import { attach, wholeNumber, type AddCommand } from './attach.ts';

export const addHistory: AddCommand = (registry) => {
  const command = registry.program
    .command('history')
    .description('List the commits that concern one object, newest first')
    .argument('<object...>', 'KIND/NAME')
    .option('--limit <count>', 'at most this many', wholeNumber(1, 500), 50);
  withExamples(command, ['slipway history job/digits']);
  attach(registry, command, async (invocation, words, options) => {
    const { history } = await import('../actions/history.ts');
    await history(invocation, words, options as { limit: number });
  });
};

import type { PromoteOptions } from '../actions/promote.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, type AddCommand } from './attach.ts';

export const addPromote: AddCommand = (registry) => {
  const command = registry.program
    .command('promote')
    .description('Move aliases and stages of models in one commit: all of them or none')
    .argument('<promotion...>', 'MODEL@ALIAS=VERSION or MODEL:STAGE=VERSION')
    .option('--reason <text>', 'why; it becomes part of the commit')
    .option('--archive-existing', 'archive the versions that are in the stage now')
    .option('--propose', 'ask for it as a pull request, for aliases that are protected')
    .option('--dry-run', 'check and say what would move; move nothing');
  withExamples(command, [
    "slipway promote iris@champion=3 --reason 'better on the holdout set'",
    'slipway promote iris@champion=3 --propose',
    'slipway promote detector@champion=7 ranker@champion=12 --dry-run',
  ]);
  attach(registry, command, async (invocation, words, options) => {
    const { promote } = await import('../actions/promote.ts');
    await promote(invocation, words, options as PromoteOptions);
  });
};

import { Option } from 'commander';
import type { GetOptions } from '../actions/get.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, wholeNumber, type AddCommand } from './attach.ts';

export const states = [
  'pending',
  'committed',
  'running',
  'backing-off',
  'moving',
  'cancelling',
  'succeeded',
  'failed',
  'cancelled',
];

export const addGet: AddCommand = (registry) => {
  const command = registry.program
    .command('get')
    .description('List jobs, studies, runs, models, teams or clusters, or show one of them')
    .argument('<kind>', 'jobs, studies, runs, models, teams, clusters, or KIND/NAME')
    .argument('[name]', 'name of one of them')
    .option('--job <name>', 'only runs of this Job')
    .addOption(new Option('--state <state>', 'only runs in this state').choices(states))
    .option('--limit <count>', 'at most this many', wholeNumber(1, 100_000), 100)
    .option('--all', 'all of them');
  withExamples(command, [
    'slipway get runs --job digits',
    'slipway get job digits -o yaml',
    'slipway get runs --state failed -o name',
  ]);
  attach(registry, command, async (invocation, words, options) => {
    const { get } = await import('../actions/get.ts');
    await get(invocation, words, options as GetOptions);
  });
};

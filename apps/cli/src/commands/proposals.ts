import { Option } from 'commander';
import type { ListProposalsOptions } from '../actions/proposals/list.ts';
import { withExamples } from '../reference/command-shape.ts';
import { attach, wholeNumber, type AddCommand } from './attach.ts';

const states = ['accepted', 'open', 'merged', 'closed', 'superseded', 'no-effect', 'rejected'];

export const addProposals: AddCommand = (registry) => {
  const group = registry.program
    .command('proposals')
    .description('See changes that services have asked for as pull requests');

  const list = group
    .command('list')
    .description('List the proposals of a team, newest first')
    .addOption(new Option('--state <state>', 'only those in this state').choices(states))
    .option('--limit <count>', 'at most this many', wholeNumber(1, 100_000), 100)
    .option('--all', 'all of them');
  withExamples(list, ['slipway proposals list --state open']);
  attach(registry, list, async (invocation, _words, options) => {
    const { listProposals } = await import('../actions/proposals/list.ts');
    await listProposals(invocation, options as ListProposalsOptions);
  });

  const show = group
    .command('show')
    .description('Show a proposal and what became of it')
    .argument('<id>', 'its id, as the command said that made it')
    .option('--wait', 'wait until it has a pull request or an end');
  withExamples(show, ['slipway proposals show 01KAXK5Q8N6YJ3T2W1V0R9P8M7 --wait']);
  attach(registry, show, async (invocation, [id = ''], options) => {
    const { showProposal } = await import('../actions/proposals/show.ts');
    return showProposal(invocation, id, options as { wait?: boolean });
  });
};

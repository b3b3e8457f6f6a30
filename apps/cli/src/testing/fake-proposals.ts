import { proposalEndpoints, type ProposalView } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import { route, type Route } from '@slipway/service';
import type { FakeState } from './example-state.ts';

export const exampleProposal: ProposalView = {
  ...{ id: '01KAXK5Q8N6YJ3T2W1V0R9P8M7', state: 'open', subject: 'Update Job/demo/digits' },
  ...{ resource: 'Job/demo/digits', requestedBy: 'alice', reason: 'more epochs', autoMerge: true },
  ...{ number: 7, url: 'https://github.com/acme/environment/pull/7' },
  ...{ paths: ['teams/demo/jobs/digits.yaml'], acceptedAt: '2026-03-01T11:58:00.000Z' },
};

export const fakeProposalRoutes = (state: FakeState): readonly Route[] => [
  route(proposalEndpoints.listProposals, ({ query }) =>
    Promise.resolve({
      items: state.proposals.filter((proposal) => (query.state ?? proposal.state) === proposal.state),
    }),
  ),
  route(proposalEndpoints.getProposal, ({ params }) => {
    const found = state.proposals.find(({ id }) => id === params.proposal);
    return found ? Promise.resolve(found) : Promise.reject(new NotFoundError('there is no such proposal'));
  }),
];

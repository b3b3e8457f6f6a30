import { endpoint } from './endpoint.ts';
import { PageQuery, Timestamp } from './field-schemas.ts';
import { z } from './zod.ts';

const State = z.enum(['accepted', 'open', 'merged', 'closed', 'superseded', 'no-effect', 'rejected']);

export const ProposalView = z
  .object({
    id: z.string(),
    /** `accepted`: it has no pull request yet. `superseded`: a newer one of the same took its place. */
    state: State,
    subject: z.string(),
    resource: z.string(),
    requestedBy: z.string(),
    reason: z.string(),
    /** Whether it is merged by itself once its checks have succeeded. */
    autoMerge: z.boolean(),
    /** Of its pull request. */
    number: z.int().optional(),
    url: z.string().optional(),
    /** Why it is as it is, or what it waits for. */
    note: z.string().optional(),
    paths: z.array(z.string()),
    acceptedAt: Timestamp,
    settledAt: Timestamp.optional(),
  })
  .openapi('Proposal');
export type ProposalView = z.infer<typeof ProposalView>;

const Team = z.string().max(63);

/** Changes that services ask for as pull requests. Those of no team are found under `-`, for administrators. */
export const proposalEndpoints = {
  listProposals: endpoint({
    id: 'listProposals',
    method: 'get',
    path: '/v1/teams/{team}/proposals',
    summary: 'Proposals of a team, newest first.',
    access: 'team-read',
    params: z.object({ team: Team }),
    query: PageQuery.extend({ state: State.optional() }),
    status: 200,
    response: z.object({ items: z.array(ProposalView), cursor: z.string().optional() }),
  }),
  getProposal: endpoint({
    id: 'getProposal',
    method: 'get',
    path: '/v1/teams/{team}/proposals/{proposal}',
    summary:
      'A proposal and what became of it; wait holds the answer until it has a pull request or an end, at most 30 s.',
    access: 'team-read',
    params: z.object({ team: Team, proposal: z.string().max(40) }),
    query: z.object({ wait: z.stringbool().default(false) }),
    status: 200,
    response: ProposalView,
  }),
};

import { Timestamp, none } from './field-schemas.ts';
import { endpoint } from './endpoint.ts';
import { z } from './zod.ts';

export const ChangeView = z
  .object({
    id: z.string(),
    state: z.enum(['accepted', 'pushed', 'no-effect', 'rejected']),
    resource: z.string(),
    subject: z.string(),
    requestedBy: z.string(),
    reason: z.string(),
    acceptedAt: Timestamp,
    settledAt: Timestamp.optional(),
    commit: z.string().optional(),
    rejection: z.string().optional(),
    paths: z.array(z.string()),
  })
  .openapi('ChangeView');
export type ChangeView = z.infer<typeof ChangeView>;

export const CommitView = z
  .object({
    commit: z.string(),
    at: Timestamp,
    author: z.string(),
    subject: z.string(),
    changeId: z.string().optional(),
    requestedBy: z.string().optional(),
    resource: z.string().optional(),
    reason: z.string().optional(),
  })
  .openapi('CommitView');
export type CommitView = z.infer<typeof CommitView>;

export const changeEndpoints = {
  getChange: endpoint({
    id: 'getChange',
    method: 'get',
    path: '/v1/teams/{team}/changes/{change}',
    summary: 'A change and what became of it; wait holds the answer until it has an outcome, at most 30 s.',
    access: 'team-read',
    params: z.object({ team: z.string().max(63), change: z.string().max(40) }),
    query: z.object({ wait: z.stringbool().default(false) }),
    status: 200,
    response: ChangeView,
  }),
  history: endpoint({
    id: 'history',
    method: 'get',
    path: '/v1/history',
    summary:
      'Commits of the environment repository that concern a resource, newest first. Rights follow the resource.',
    access: 'signed-in',
    params: none,
    query: z.object({
      /** `Job/<team>/<name>`, `Study/<team>/<name>`, `Run/<team>/<name>`, `RegisteredModel/<team>/<name>`, `Team/<name>` or `Cluster/<name>`. */
      resource: z.string().max(350),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    status: 200,
    response: z.object({ items: z.array(CommitView) }),
  }),
};

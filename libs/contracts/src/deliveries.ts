import { endpoint } from './endpoint.ts';
import { PageQuery, Timestamp, none } from './field-schemas.ts';
import { z } from './zod.ts';

const DeliveryId = z.uuid();
const DeliveryState = z.enum(['pending', 'handled', 'ignored', 'dead']);

export const DeliveryView = z
  .object({
    /** The GUID of GitHub. */
    id: z.string(),
    event: z.string(),
    action: z.string().optional(),
    repository: z.string().optional(),
    owner: z.string().optional(),
    number: z.int().optional(),
    ref: z.string().optional(),
    commit: z.string().optional(),
    /** Of the payload. */
    bytes: z.int(),
    receivedAt: Timestamp,
    state: DeliveryState,
    failures: z.int(),
    /** When it is tried next, while it is pending. */
    dueAt: Timestamp.optional(),
    /** What was done, why nothing was, or why it failed. */
    reason: z.string().optional(),
    settledAt: Timestamp.optional(),
    replays: z.int(),
  })
  .openapi('GitHubDelivery');
export type DeliveryView = z.infer<typeof DeliveryView>;

const selection = {
  state: DeliveryState.optional(),
  event: z.string().max(64).optional(),
  /** `owner/name` */
  repository: z.string().max(201).optional(),
  /** Received at this time or later. */
  since: Timestamp.optional(),
  /** Received before this time. */
  until: Timestamp.optional(),
};
export const DeliverySelection = z.strictObject(selection);
export type DeliverySelection = z.infer<typeof DeliverySelection>;

const DeliveryParams = z.object({ delivery: DeliveryId });

/** Of the ledger of GitHub's deliveries. Payloads tell of all repositories: they are for administrators. */
export const deliveryEndpoints = {
  listDeliveries: endpoint({
    id: 'listDeliveries',
    method: 'get',
    path: '/v1/github/deliveries',
    summary: 'Deliveries of GitHub webhooks, newest first.',
    access: 'admin',
    params: none,
    query: PageQuery.extend(selection),
    status: 200,
    response: z.object({ items: z.array(DeliveryView), cursor: z.string().optional() }),
  }),
  getDelivery: endpoint({
    id: 'getDelivery',
    method: 'get',
    path: '/v1/github/deliveries/{delivery}',
    summary: 'A delivery of a GitHub webhook and what became of it.',
    access: 'admin',
    params: DeliveryParams,
    query: none,
    status: 200,
    response: DeliveryView,
  }),
  getDeliveryPayload: endpoint({
    id: 'getDeliveryPayload',
    method: 'get',
    path: '/v1/github/deliveries/{delivery}/payload',
    summary: 'The payload of a delivery as GitHub sent it.',
    access: 'admin',
    params: DeliveryParams,
    query: none,
    status: 200,
    response: z.string(),
    responseStream: 'bytes',
  }),
  replayDeliveries: endpoint({
    id: 'replayDeliveries',
    method: 'post',
    path: '/v1/github/deliveries:replay',
    summary: 'Handle deliveries again, by their ids or by a filter; dryRun only tells which.',
    access: 'admin',
    params: none,
    query: none,
    body: z.strictObject({
      ids: z.array(DeliveryId).min(1).max(500).optional(),
      filter: DeliverySelection.optional(),
      /** Of a filter: the newest that fit it. */
      limit: z.int().min(1).max(500).default(100),
      dryRun: z.boolean().default(false),
    }),
    status: 200,
    response: z.object({ items: z.array(DeliveryView) }),
  }),
};

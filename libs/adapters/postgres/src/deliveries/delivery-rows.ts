import type { DeliveryRecord } from '@slipway/ports';
import type { Selectable } from 'kysely';
import type { GithubDeliveryTable } from './tables.ts';

export const recordColumns = [
  ...([
    'sequence',
    'id',
    'event',
    'action',
    'repository',
    'owner',
    'number',
    'ref',
    'commit',
    'bytes',
  ] as const),
  ...(['received_at', 'state', 'failures', 'due_at', 'reason', 'settled_at', 'replays'] as const),
] as const;

export type RecordRow = Pick<Selectable<GithubDeliveryTable>, (typeof recordColumns)[number]>;

export function toRecord(row: RecordRow): DeliveryRecord {
  return {
    sequence: row.sequence,
    id: row.id,
    event: row.event,
    action: row.action ?? undefined,
    repository: row.repository ?? undefined,
    owner: row.owner ?? undefined,
    number: row.number ?? undefined,
    ref: row.ref ?? undefined,
    commit: row.commit ?? undefined,
    bytes: row.bytes,
    receivedAt: row.received_at,
    state: row.state,
    failures: row.failures,
    dueAt: row.due_at,
    reason: row.reason ?? undefined,
    settledAt: row.settled_at ?? undefined,
    replays: row.replays,
  };
}

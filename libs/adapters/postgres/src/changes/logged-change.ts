import type { LoggedChange } from '@slipway/ports';
import type { Selectable } from 'kysely';
import type { ChangeTable } from './tables.ts';

/** The columns of a change as it was appended. */
export const changeColumns = [
  'sequence',
  'id',
  'repository',
  'team',
  'service',
  'subject',
  'requested_by',
  'resource',
  'reason',
  'traceparent',
  'operations',
  'preconditions',
  'accepted_at',
] as const satisfies readonly (keyof ChangeTable)[];

export function toLoggedChange(
  row: Pick<Selectable<ChangeTable>, (typeof changeColumns)[number]>,
): LoggedChange {
  return {
    sequence: BigInt(row.sequence),
    id: row.id,
    repository: row.repository,
    team: row.team ?? undefined,
    service: row.service,
    subject: row.subject,
    requestedBy: row.requested_by,
    resource: row.resource,
    reason: row.reason,
    traceparent: row.traceparent ?? undefined,
    operations: row.operations,
    preconditions: row.preconditions,
    acceptedAt: row.accepted_at,
  };
}

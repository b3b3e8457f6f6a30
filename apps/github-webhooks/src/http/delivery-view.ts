import type { DeliveryView } from '@slipway/contracts';
import type { DeliveryRecord } from '@slipway/ports';

export function deliveryView(record: DeliveryRecord): DeliveryView {
  const {
    id,
    event,
    action,
    repository,
    owner,
    number,
    ref,
    commit,
    bytes,
    state,
    failures,
    reason,
    replays,
  } = record;
  return {
    ...{ id, event, action, repository, owner, number, ref, commit, bytes, state, failures, reason, replays },
    receivedAt: record.receivedAt.toISOString(),
    dueAt: state === 'pending' ? record.dueAt.toISOString() : undefined,
    settledAt: record.settledAt?.toISOString(),
  };
}

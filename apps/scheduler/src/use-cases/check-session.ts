import { PreconditionFailedError } from '@slipway/kernel';
import type { SchedulerTransaction } from '@slipway/ports';

/**
 * Lets only the newest session of a cluster's agent write; until the transaction ends no newer one begins.
 * @throws PreconditionFailedError for an older one.
 */
export async function checkSession(
  store: Pick<SchedulerTransaction, 'holdSession'>,
  cluster: string,
  session: number | undefined,
): Promise<void> {
  if (session === undefined) return;
  const newest = await store.holdSession(cluster);
  if (session === newest) return;
  throw new PreconditionFailedError(
    `Session ${String(session)} of the agent of ${cluster} is over: session ${String(newest ?? 0)} has begun`,
    { details: { cluster, session } },
  );
}

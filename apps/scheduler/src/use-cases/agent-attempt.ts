import { NotFoundError } from '@slipway/kernel';
import type { AttemptAddress } from '@slipway/ports';
import type { SchedulerContext } from '../context.ts';

/**
 * The attempt, when it is one of this cluster.
 * @throws NotFoundError otherwise: an agent learns nothing of other clusters.
 */
export async function agentAttempt(
  { store }: SchedulerContext,
  cluster: string,
  attempt: string,
): Promise<AttemptAddress> {
  const address = await store.findAttempt(attempt);
  if (address?.cluster === cluster) return address;
  throw new NotFoundError(`There is no attempt ${attempt} on cluster ${cluster}.`, {
    details: { cluster, attempt },
  });
}

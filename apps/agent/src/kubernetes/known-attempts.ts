import { agentEndpoints, limits } from '@slipway/contracts';
import type { Entry } from '../attempts/journal.ts';
import { retrying } from '../attempts/retrying.ts';
import type { KubernetesContext } from './kubernetes-context.ts';

/** What the scheduler has recorded of an attempt. */
export interface KnownAttempt {
  readonly team: string;
  readonly run: string;
  readonly recorded: number;
  readonly ended: boolean;
  readonly execution?: string | undefined;
}

/** How a journal begins that another agent has kept before. */
export const takenOver = ({ recorded, execution }: KnownAttempt): NonNullable<Entry['takenOver']> => ({
  sequence: recorded,
  ...(execution !== undefined && { execution }),
});

/** What the scheduler has of these attempts; those that it does not know are missing. Waits for it. */
export async function knownAttempts(
  { api, cluster, clock }: KubernetesContext,
  names: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, KnownAttempt>> {
  const known = new Map<string, KnownAttempt>();
  for (let from = 0; from < names.length; from += limits.reports) {
    const body = { attempts: names.slice(from, from + limits.reports) };
    const request = { params: { cluster }, body, signal };
    const ask = () => api.call(agentEndpoints.knownAttempts, request);
    const { attempts } = await retrying(ask, { clock, signal });
    for (const [name, one] of Object.entries(attempts)) known.set(name, one);
  }
  return known;
}

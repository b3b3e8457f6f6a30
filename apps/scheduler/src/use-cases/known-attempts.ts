import { isFinalAttempt } from '@slipway/runs';
import type { SchedulerContext } from '../context.ts';

interface KnownAttempt {
  readonly team: string;
  readonly run: string;
  readonly recorded: number;
  readonly ended: boolean;
  readonly execution?: string;
}

/** What is recorded of those of the attempts that are of this cluster. */
export async function knownAttempts(
  { store }: SchedulerContext,
  cluster: string,
  names: readonly string[],
): Promise<Record<string, KnownAttempt>> {
  const found = names.length === 0 ? [] : await store.findAttempts(names);
  return Object.fromEntries(
    found
      .filter((attempt) => attempt.cluster === cluster)
      .map(({ name, team, run, recorded, state, execution }) => [
        name,
        { team, run, recorded, ended: isFinalAttempt(state), ...(execution !== undefined && { execution }) },
      ]),
  );
}

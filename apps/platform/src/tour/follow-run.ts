import { runEndpoints, type Run } from '@slipway/contracts';
import { UnavailableError } from '@slipway/kernel';
import type { TourDeps } from './apply-example.ts';

// What the tour has already told by itself, or what would only repeat the log.
const untold = new Set(['accepted', 'committed', 'retired']);

export interface RunToFollow {
  readonly team: string;
  readonly run: string;
  /** Resolves when what the run said has been told: its end is told after that. */
  readonly told?: Promise<unknown>;
}

/** Tells what happens to a run until the commit that retires it. */
export async function followRun(
  { client, narrator, signal }: TourDeps,
  { team, run: name, told }: RunToFollow,
): Promise<Run> {
  told?.catch(() => undefined); // it is awaited where the run ends; until then its failure is nobody's
  for await (const { data } of client.events(runEndpoints.watchRuns, {
    params: { team },
    query: { run: name, follow: true },
    signal,
  })) {
    if (data.type === 'finished') await told;
    if (!untold.has(data.type)) narrator.say(data.type, data.message);
    if (data.type !== 'retired') continue;
    const run = await client.call(runEndpoints.getRun, { params: { team, run: name }, signal });
    narrator.say(
      'commit',
      `${run.retiredBy?.slice(0, 7) ?? ''}  retires ${run.name}: it never executes twice`,
    );
    return run;
  }
  throw new UnavailableError('the platform stopped before the run was retired');
}

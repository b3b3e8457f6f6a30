import { NotFoundError } from '@slipway/kernel';
import type { RunDetails } from '@slipway/ports';
import type { SchedulerContext } from '../context.ts';

/** @throws NotFoundError when the team has no such run. */
export async function findRun({ store }: SchedulerContext, team: string, name: string): Promise<RunDetails> {
  const run = await store.findRun(team, name);
  if (run) return run;
  throw new NotFoundError(`There is no run ${name} in team ${team}.`, { details: { team, run: name } });
}

import { isFinalRun, RunState } from '@slipway/runs';
import type { SchedulerContext } from '../context.ts';

/** Sets the gauge of runs that have not ended, by state. */
export async function countActiveRuns({ store, metrics }: SchedulerContext): Promise<void> {
  const counts = await store.countRuns();
  for (const state of Object.values(RunState)) {
    if (!isFinalRun(state)) metrics.gauge('slipway_runs_active', counts.get(state) ?? 0, { state });
  }
}

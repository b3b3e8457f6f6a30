import type { RunEventRecord } from '@slipway/ports';
import { wakeKeys, type SchedulerContext } from '../context.ts';

const batch = 200;
/** A notification may be lost: look again after so many milliseconds. */
const patience = 2_000;

export interface EventsQuery {
  readonly run: string | undefined;
  /** Id of the last event that the caller has; 0 for none. */
  readonly after: number;
  readonly follow: boolean;
}

/** Events of a team in their order, without a gap; at most one batch is held in memory. */
export async function* watchEvents(
  context: SchedulerContext,
  team: string,
  { run, after, follow }: EventsQuery,
  signal: AbortSignal,
): AsyncGenerator<RunEventRecord> {
  const watch = context.wakes.watch(wakeKeys.team(team));
  try {
    for (let last = after; !signal.aborted;) {
      watch.look();
      const events = await context.store.listEvents(team, run, { after: last, limit: batch });
      for (const event of events) {
        yield event;
        last = event.id;
      }
      if (events.length === batch) continue;
      if (!follow) return;
      await watch.wait(patience, signal);
    }
  } finally {
    watch.close();
  }
}

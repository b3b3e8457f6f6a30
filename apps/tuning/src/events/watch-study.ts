import type { StudySummary } from '@slipway/ports';
import type { Wakes } from '@slipway/service';
import type { TuningDeps } from '../tuning-deps.ts';
import { studyKey } from '../turns/study-turns.ts';
import { mergeHappenings, type EventPosition, type Happening } from './merge-happenings.ts';

/** Calls, and reports, that are read at a time. */
const batch = 500;
/** Milliseconds after which it is looked again: other replicas wake nobody here. */
const patience = 1_000;

export interface WatchedEvent {
  /** To go on after it. */
  readonly position: EventPosition;
  readonly happening: Happening | { readonly kind: 'study'; readonly study: StudySummary };
}

export interface WatchOptions {
  readonly after: EventPosition;
  /** Otherwise it ends with what has happened so far. */
  readonly follow: boolean;
}

/**
 * What happens in a study, in its order and without a gap, however many services work on it. How the study is comes when
 * all that happened was given, and whenever its state has changed. At most one batch is held in memory.
 */
export async function* watchStudy(
  { store, wakes }: Pick<TuningDeps, 'store'> & { readonly wakes: Wakes },
  { ref, team, name }: Pick<StudySummary, 'ref' | 'team' | 'name'>,
  { after, follow }: WatchOptions,
  signal: AbortSignal,
): AsyncGenerator<WatchedEvent> {
  const watch = wakes.watch(studyKey(team, name));
  let position = after;
  let known: string | undefined;
  try {
    for (;;) {
      watch.look();
      const study = await store.summary(ref);
      if (!study) return;
      const last: EventPosition = { calls: study.sequence, reports: study.reports };
      while (position.calls < last.calls || position.reports < last.reports) {
        const { calls, reports } = position;
        const range = {
          calls: [calls, Math.min(calls + batch, last.calls)],
          reports: [reports, Math.min(reports + batch, last.reports)],
        } as const;
        for (const next of mergeHappenings(await store.happenings(ref, range), range, last)) {
          if (signal.aborted) return;
          position = next.after;
          yield { position, happening: next.happening };
        }
      }
      const state = JSON.stringify([study.state, study.reason]);
      if (state !== known) yield { position, happening: { kind: 'study', study } };
      known = state;
      if (!follow) return;
      await watch.wait(patience, signal);
      if (signal.aborted) return;
    }
  } finally {
    watch.close();
  }
}

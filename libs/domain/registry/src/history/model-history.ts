import type { ModelStage } from '../models/registered-model.ts';
import type { ModelChange } from './model-changes.ts';

/** Who made something happen, and where it is written down. */
export interface EventOrigin {
  readonly by: string;
  readonly reason: string | undefined;
  /** Undefined for what was edited in git itself. */
  readonly change: string | undefined;
  /** Undefined as long as the change is not in git. */
  readonly commit: string | undefined;
}

/** An alias that was set or deleted, or a version that went to another stage. */
export type HistoryEvent = HistoryMove & EventOrigin & { readonly at: Date };

export type HistoryMove =
  /** `version` undefined: the alias was deleted. */
  | { readonly kind: 'alias'; readonly alias: string; readonly version: number | undefined }
  | { readonly kind: 'stage'; readonly version: number; readonly stage: ModelStage };

/** What of the changes of a model goes into its history. */
export function movesOf(changes: readonly ModelChange[]): readonly HistoryMove[] {
  return changes.flatMap((change): HistoryMove | readonly HistoryMove[] => {
    if (change.kind === 'alias') return { kind: 'alias', alias: change.alias, version: change.version };
    if (change.kind === 'stage') return { kind: 'stage', version: change.version, stage: change.to };
    return [];
  });
}

/** What an alias pointed to at a moment, and how it came to. */
export interface AliasAt extends EventOrigin {
  readonly alias: string;
  readonly version: number;
  readonly since: Date;
}

/**
 * The aliases of a model at `time`, by name, from the events of its history in their order. An event counts from its own
 * millisecond on; of several of one alias in the same millisecond the last one counts.
 */
export function aliasesAt(events: Iterable<HistoryEvent>, time: Date): readonly AliasAt[] {
  const found = new Map<string, AliasAt>();
  for (const event of events) {
    if (event.kind !== 'alias' || event.at > time) continue;
    const { alias, version, at: since, by, reason, change, commit } = event;
    if (version === undefined) found.delete(alias);
    else found.set(alias, { alias, version, since, by, reason, change, commit });
  }
  return [...found.values()].sort((left, right) => (left.alias < right.alias ? -1 : 1));
}

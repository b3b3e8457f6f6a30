import type { HistoryEvent, HistoryMove } from '@slipway/registry';
import type { Page } from './scheduler-store.ts';

/** The history of registered models as it is written, within a transaction of the caller. */
export interface ModelHistoryLog {
  /**
   * Adds moves of one model in their order, at one time: the given one, or right after the model's last event when that is
   * later. Clocks of those who commit differ, and git tells seconds only.
   */
  record(
    team: string,
    model: string,
    moves: readonly HistoryMove[],
    origin: Omit<HistoryEvent, keyof HistoryMove>,
  ): Promise<void>;
  /** A renamed model keeps its history. */
  rename(team: string, from: string, to: string): Promise<void>;
}

/** The history of registered models. It outlives a model that is deleted. */
export interface ModelHistoryReader {
  /** Events of aliases of the model up to `time`, the last one of each alias. */
  aliasEventsAt(team: string, model: string, time: Date): Promise<readonly HistoryEvent[]>;
  /** Newest first; the key is `id`. */
  listHistory(
    team: string,
    model: string,
    page: Page<number>,
  ): Promise<readonly (HistoryEvent & { readonly id: number })[]>;
}

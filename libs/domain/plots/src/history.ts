import { isBetter, type Objective, type PlottedTrial } from './plotted-study.ts';

export interface Result {
  readonly trial: number;
  readonly value: number;
}

export interface History {
  readonly complete: readonly Result[];
  /** With what they reported last. */
  readonly pruned: readonly Result[];
  /** Each result that was better than all before it, in the order of trials. */
  readonly best: readonly Result[];
}

/** How the results of one objective came about, in the order of trials. */
export function historyOf(trials: readonly PlottedTrial[], objective: Objective, index: number): History {
  const inOrder = trials.toSorted((left, right) => left.id - right.id);
  const complete = resultsOf(inOrder, 'complete', index);
  const best: Result[] = [];
  for (const result of complete) {
    const before = best.at(-1);
    if (before === undefined || isBetter(objective, result.value, before.value)) best.push(result);
  }
  return { complete, pruned: resultsOf(inOrder, 'pruned', index), best };
}

/** Values of an objective of the trials in this state, as far as they have one. */
function resultsOf(
  trials: readonly PlottedTrial[],
  state: 'complete' | 'pruned',
  index: number,
): readonly Result[] {
  return trials.flatMap(({ id, state: now, values }) => {
    const value = values[index];
    return now === state && value !== undefined ? [{ trial: id, value }] : [];
  });
}

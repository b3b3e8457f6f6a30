import { admitted, bestOf, type FrontMember } from './front.ts';
import type { StudyProgress } from './stop.ts';
import { lossesOf, type Objective } from './study.ts';
import { TrialState, type Trial } from './trial.ts';

/** What the final trials of a study have brought. */
export interface StudyResults {
  readonly complete: number;
  readonly pruned: number;
  readonly failed: number;
  /** Complete and pruned trials since the front last got better. */
  readonly sinceBest: number;
  /** What the trials cost together. */
  readonly cost: number;
  /** Complete feasible trials that no other one beats; the best one when there is one objective. */
  readonly front: readonly FrontMember[];
}

export const noResults: StudyResults = {
  complete: 0,
  pruned: 0,
  failed: 0,
  sinceBest: 0,
  cost: 0,
  front: [],
};

type Result = Pick<Trial, 'number' | 'state' | 'values' | 'violation' | 'cost'>;

/** The results with those of another final trial. */
export function withResult(
  before: StudyResults,
  objectives: readonly Objective[],
  { number, state, values, violation, cost = 0 }: Result,
): StudyResults {
  const results = { ...before, cost: before.cost + cost };
  switch (state) {
    case TrialState.Complete: {
      const member = { trial: number, losses: lossesOf(objectives, values) };
      const front = violation > 0 ? undefined : admitted(results.front, member);
      return {
        ...results,
        complete: results.complete + 1,
        sinceBest: front ? 0 : results.sinceBest + 1,
        front: front ?? results.front,
      };
    }
    case TrialState.Pruned:
      return { ...results, pruned: results.pruned + 1, sinceBest: results.sinceBest + 1 };
    case TrialState.Failed:
      return { ...results, failed: results.failed + 1 };
    case TrialState.Waiting:
    case TrialState.Running:
      throw new RangeError(`trial ${String(number)} is ${state}: it has no result`);
  }
}

/** @param elapsed milliseconds since the study began */
export function progressOf(
  { complete, pruned, failed, sinceBest, cost, front }: StudyResults,
  objectives: readonly Objective[],
  elapsed: number,
): StudyProgress {
  const best = bestOf(front);
  return {
    finished: complete + pruned + failed,
    failed,
    elapsed,
    cost,
    // Losses of losses are the values again.
    best: best && lossesOf(objectives, best.losses),
    sinceBest,
  };
}

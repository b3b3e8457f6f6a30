import { ConflictError, InvalidInputError, SlipwayError, type Issue } from '@slipway/kernel';
import type { TrialRecord } from '@slipway/ports';
import type { Configuration, Point, SearchSpace } from '@slipway/search';
import { TrialState, mostTrials } from '@slipway/studies';
import type { StudyRequest } from './study-request.ts';

/** Trials that may wait at a time. */
const mostWaiting = 10_000;

/** Adds trials of given configurations, in their order. */
export function enqueueTrials(
  configurations: readonly Configuration[],
): StudyRequest<readonly TrialRecord[]> {
  return {
    run: ({ study, now }) => {
      const points = encodeAll(study.definition.space, configurations);
      const most = study.rules.stop.trials ?? mostTrials;
      const room = most - study.nextTrial;
      if (points.length > room)
        throw new ConflictError(
          `the study ends after ${String(most)} trials and has room for ${String(Math.max(0, room))} more: extend it first`,
        );
      const waiting = study.open.filter(({ state }) => state === TrialState.Waiting).length;
      if (waiting + points.length > mostWaiting)
        throw new ConflictError(`${String(waiting)} trials wait already: at most ${String(mostWaiting)} may`);
      return points.map((point) => study.add(point, false, now));
    },
  };
}

function encodeAll(space: SearchSpace, configurations: readonly Configuration[]): readonly Point[] {
  const issues: Issue[] = [];
  const points = configurations.flatMap((configuration, index) => {
    const place = `body.configurations[${String(index)}]`;
    try {
      const point = space.encode(configuration);
      if (space.isFeasible(point)) return [point];
      issues.push({ path: place, message: 'a constraint of the study does not hold' });
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error;
      const found = error.issues.length > 0 ? error.issues : [{ message: error.message }];
      for (const issue of found)
        issues.push({ ...issue, path: issue.path ? `${place}.${issue.path}` : place });
    }
    return [];
  });
  if (issues.length === 0) return points;
  const [first] = issues;
  throw new InvalidInputError(`invalid configuration: ${first?.path ?? ''}: ${first?.message ?? ''}`, {
    issues: issues.slice(0, 100),
  });
}

import { NotFoundError } from '@slipway/kernel';
import type { StudyTurns } from '../turns/study-turns.ts';
import type { TuningDeps } from '../tuning-deps.ts';
import { followResources } from './follow-resources.ts';

/**
 * Does something with a study. One that is new in desired state is begun first: its workers may ask before anybody looked.
 * @throws NotFoundError that also says why a Study of that name could not be begun
 */
export async function following<Result>(
  deps: TuningDeps,
  turns: StudyTurns,
  team: string,
  name: string,
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    if ((await followResources(deps, turns, 1, { team, name })) > 0) return act();
    const problem = await deps.resources.problemOf(team, name);
    throw problem === undefined
      ? error
      : new NotFoundError(`${error.message} The Study can't be begun: ${problem}`);
  }
}

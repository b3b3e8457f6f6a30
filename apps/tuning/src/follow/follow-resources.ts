import { describeError, UnavailableError } from '@slipway/kernel';
import type { StudyResource } from '@slipway/ports';
import { searchOf, Study } from '@slipway/resources';
import { stopConditions } from '@slipway/studies';
import { createStudy } from '../studies/create-study.ts';
import { restateStudy } from '../turns/change-state.ts';
import type { StudyTurns } from '../turns/study-turns.ts';
import type { TuningDeps } from '../tuning-deps.ts';

/**
 * Begins the studies that are new in desired state and takes over what ends those that have changed. Returns how many were
 * followed; call again while it is `limit`. Done twice, or by two replicas at once, it does no more than once.
 */
export async function followResources(
  deps: TuningDeps,
  turns: StudyTurns,
  limit: number,
  only?: { readonly team: string; readonly name: string },
): Promise<number> {
  const pending = await deps.resources.pending(limit, only);
  for (const resource of pending) {
    const problem = await follow(deps, turns, resource);
    if (problem !== undefined)
      deps.logger.warn("a Study can't be followed", { team: resource.team, study: resource.name, problem });
    await deps.resources.followed(resource, problem);
  }
  return pending.length;
}

/** Undefined, or why it can't be followed, which another try would not change. */
async function follow(
  deps: TuningDeps,
  turns: StudyTurns,
  { team, name, requestedBy, document }: StudyResource,
): Promise<string | undefined> {
  try {
    const spec = searchOf(Study.parse(document));
    if (!(await deps.store.find(team, name)))
      await createStudy(deps, { team, name, spec, createdBy: requestedBy });
    await turns.perform(team, name, restateStudy(stopConditions(spec.stop)));
    return undefined;
  } catch (error) {
    // Only what passes is tried again: one that never will must not hold up those after it.
    if (error instanceof UnavailableError) throw error;
    return describeError(error);
  }
}

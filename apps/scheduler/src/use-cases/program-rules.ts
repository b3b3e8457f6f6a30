import { ConflictError, InvalidInputError } from '@slipway/kernel';
import { issueAt, searchOf, type Study } from '@slipway/resources';
import { StudySpec, searchDifference } from '@slipway/studies';
import type { SchedulerContext } from '../context.ts';
import type { Work } from '../unit-of-work.ts';
import type { GivenResource } from './given-resources.ts';
import { programKinds, type ProgramKind } from './program-kind.ts';

/**
 * Jobs and Studies of a team share their names, since runs are called after them.
 * @throws InvalidInputError when a resource of another kind has the name
 */
export async function requireFreeName(
  work: Work,
  { resource, key: { team, name } }: GivenResource,
  own: ProgramKind,
): Promise<void> {
  for (const kind of programKinds) {
    if (kind === own || !(await work.store.findResource({ kind, team, name }))) continue;
    const issue = issueAt(resource, ['metadata', 'name'], {
      message: `there is a ${kind} ${name} in team ${team ?? ''}`,
      expected: `a name that no Job and no Study of the team has`,
    });
    throw new InvalidInputError(`There is a ${kind} ${name} already: choose another name.`, {
      issues: [issue],
    });
  }
}

/**
 * What is searched does not change while there are trials: their results would mean something else.
 * @throws ConflictError naming what is different from the study that was begun
 */
export async function requireSameSearch({ studies }: SchedulerContext, study: Study): Promise<void> {
  const { team, name } = study.metadata;
  const begun = await studies.find(team, name);
  if (!begun) return;
  const spec = StudySpec.safeParse(begun.spec);
  // One of clients that suggest by themselves has no search space.
  const different = spec.success ? searchDifference(spec.data, searchOf(study)) : 'parameters';
  if (different === undefined) return;
  const issue = issueAt(study, ['spec', different], {
    message: `the study ${name} was begun with other ${different}`,
    expected: 'what it was begun with; only stop, trials and target may change',
  });
  throw new ConflictError(
    `The study ${name} was begun with other ${different}: give this one another name, and name ${name} in warmStart.studies to start from its results.`,
    { issues: [issue], details: { team, study: name } },
  );
}

/**
 * A Study whose trials run in another way from now on. Nobody would know the results of what is at work.
 * @throws ConflictError while something is
 */
export async function changeMode(work: Work, study: Study, previous: Study): Promise<void> {
  const { mode } = study.spec.trials;
  if (mode === previous.spec.trials.mode) return;
  const { team, name } = study.metadata;
  if (await work.store.hasUnendedRun(team, name)) {
    const issue = issueAt(study, ['spec', 'trials', 'mode'], {
      message: `trials of ${name} are at work with mode ${previous.spec.trials.mode}`,
      expected: 'the same mode until they have ended: pause the study, wait for them or cancel them',
    });
    throw new ConflictError(`The study ${name} has trials at work: its mode can't change now.`, {
      issues: [issue],
      details: { team, study: name },
    });
  }
  await work.store.startTrials(team, name, false);
}

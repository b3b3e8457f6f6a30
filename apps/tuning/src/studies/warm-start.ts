import { Configuration, StudySpec } from '@slipway/contracts';
import { InvalidInputError, NotFoundError, type Issue } from '@slipway/kernel';
import type { PriorRecord, StudyStore } from '@slipway/ports';
import type { SearchSpace } from '@slipway/search';
import { TrialState } from '@slipway/studies';
import type { StudyDefinition } from './study-definition.ts';

/** Results that a study begins with, at the most. */
const mostPriors = 10_000;
const page = 1_000;

/**
 * What a study's sampler is told before it begins: first complete trials of other studies of the team, in their order,
 * those left out that the search space has no place for or that violate the outcome constraints of
 * their study, then results that were given.
 * @throws InvalidInputError for given results that do not fit, and for a study without the objectives; NotFoundError
 */
export async function warmStart(
  store: StudyStore,
  team: string,
  { spec, space }: StudyDefinition,
): Promise<readonly PriorRecord[]> {
  const given = givenResults(space, spec);
  const most = mostPriors - given.length;
  const priors: PriorRecord[] = [];
  for (const [index, name] of (spec.warmStart?.studies ?? []).entries()) {
    const study = await store.find(team, name);
    if (!study) throw new NotFoundError(`There is no study ${name} in team ${team} to start from.`);
    const metrics = StudySpec.parse(study.spec).objectives.map(({ metric }) => metric);
    const places = spec.objectives.map(({ metric }) => metrics.indexOf(metric));
    const missing = spec.objectives[places.indexOf(-1)];
    if (missing) {
      const issue = {
        path: `body.spec.warmStart.studies[${String(index)}]`,
        message: `study ${name} has no objective ${missing.metric}`,
      };
      throw new InvalidInputError(`invalid study: ${issue.message}`, { issues: [issue] });
    }
    let after: readonly number[] | undefined;
    do {
      const trials = await store.listTrials(study.ref, { state: TrialState.Complete, after, limit: page });
      for (const { parameters, values, violation } of trials) {
        const point = encoded(space, Configuration.parse(parameters));
        if (point && violation === 0)
          priors.push({ point, values: places.map((place) => values[place] ?? NaN) });
      }
      const last = trials.length === page ? trials.at(-1) : undefined;
      after = last && [last.number];
    } while (after !== undefined && priors.length < most);
  }
  return [...priors.slice(0, most), ...given];
}

function givenResults(
  space: SearchSpace,
  { warmStart: given, objectives }: StudySpec,
): readonly PriorRecord[] {
  const issues: Issue[] = [];
  const results = (given?.results ?? []).flatMap(({ parameters, values }, index) => {
    const path = `body.spec.warmStart.results[${String(index)}]`;
    if (values.length !== objectives.length)
      issues.push({
        path: `${path}.values`,
        message: `${String(objectives.length)} values are needed, one for each objective`,
      });
    try {
      return [{ point: [...space.encode(parameters)], values }];
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      issues.push({ path: `${path}.parameters`, message: error.message });
      return [];
    }
  });
  if (issues.length === 0) return results;
  const [first] = issues;
  throw new InvalidInputError(`invalid study: ${first?.path ?? ''}: ${first?.message ?? ''}`, {
    issues: issues.slice(0, 100),
  });
}

function encoded(space: SearchSpace, configuration: Configuration): readonly number[] | undefined {
  try {
    return [...space.encode(configuration)];
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}

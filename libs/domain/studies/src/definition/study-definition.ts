import { InvalidInputError, parseDuration, TooLargeError } from '@slipway/kernel';
import type { EarlyStopping, SearchSpace } from '@slipway/search';
import type { PopulationSpec, StudySpec } from '../spec/study-spec.ts';
import type { StopConditions, StudyRules } from '../study.ts';
import { createEarlyStopping } from './early-stopping-rules.ts';
import { openPopulation } from './open-population.ts';
import { openSpace } from './open-space.ts';
import { samplerNamed, type NamedSampler } from './samplers.ts';

/** Trials of a study, at the most. */
export const mostTrials = 1_000_000;

/** Of a specification as JSON. */
const mostCharacters = 1_000_000;

/** What a specification means. */
export interface StudyDefinition {
  readonly spec: StudySpec;
  readonly space: SearchSpace;
  readonly sampler: NamedSampler;
  /** Undefined when the sampler trains none. */
  readonly population: PopulationSpec | undefined;
  readonly earlyStopping: EarlyStopping | undefined;
  /** Those the study was made with; `stop` may be extended. */
  readonly rules: StudyRules;
}

/** @throws InvalidInputError with an issue for each thing wrong, its path from the specification on; TooLargeError */
export function defineStudy(spec: StudySpec): StudyDefinition {
  const { objectives, outcomeConstraints, earlyStopping, pricePerHour } = spec;
  if (JSON.stringify(spec).length > mostCharacters)
    throw new TooLargeError(`the specification of a study has at most ${String(mostCharacters)} characters`);
  checkMetrics('objectives', 'an objective', objectives);
  checkMetrics('outcomeConstraints', 'an outcome constraint', outcomeConstraints);
  for (const [index, { min = -Infinity, max = Infinity }] of outcomeConstraints.entries())
    if (min > max)
      throw invalid(`outcomeConstraints[${String(index)}]`, 'min is greater than max: nothing can meet it');
  if (earlyStopping && objectives.length > 1)
    throw invalid('earlyStopping', 'trials are stopped early by one objective, and the study has several');
  const space = openSpace(spec);
  const sampler = samplerNamed(spec.sampler, objectives.length);
  return {
    spec,
    space,
    sampler,
    population: openPopulation(spec, space, sampler),
    earlyStopping: earlyStopping && createEarlyStopping(earlyStopping),
    rules: {
      objectives,
      outcomeConstraints,
      pricePerHour,
      stop: { trials: mostTrials, ...stopConditions(spec.stop) },
      leaseTime: parseDuration(spec.lease) ?? 0,
      handOuts: spec.handOuts,
    },
  };
}

/** Each metric is one thing of its kind. */
function checkMetrics(place: string, what: string, measured: readonly { readonly metric: string }[]): void {
  const metrics = measured.map(({ metric }) => metric);
  const doubled = metrics.findIndex((metric, index) => metrics.indexOf(metric) < index);
  if (doubled >= 0)
    throw invalid(`${place}[${String(doubled)}].metric`, `${metrics[doubled] ?? ''} is ${what} already`);
}

/** Conditions as they were sent, without those that were left out. */
export function stopConditions({ time, ...stop }: StudySpec['stop']): StopConditions {
  const milliseconds = time === undefined ? undefined : parseDuration(time);
  const given = { ...stop, time: milliseconds };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

const invalid = (path: string, message: string): InvalidInputError =>
  new InvalidInputError(`invalid study: ${path}: ${message}`, {
    issues: [{ path: path, message }],
  });

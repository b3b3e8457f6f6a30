import { InvalidInputError } from '@slipway/kernel';
import type { SearchSpace } from '@slipway/search';
import { PopulationSpec, type StudySpec } from '../spec/study-spec.ts';
import type { NamedSampler } from './samplers.ts';

/**
 * The population that a study trains; undefined when its sampler trains none.
 * @throws InvalidInputError for what does not go with one
 */
export function openPopulation(
  spec: StudySpec,
  space: SearchSpace,
  { name, trainsPopulation = false }: NamedSampler,
): PopulationSpec | undefined {
  if (!trainsPopulation) {
    if (spec.population === undefined) return undefined;
    throw refused('population', `the sampler ${name} trains none: leave it out, or set sampler: pbt`);
  }
  const population = PopulationSpec.parse(spec.population ?? {});
  const size = String(population.size);
  const { trials = Infinity } = spec.stop;
  if (space.dimensions.every(({ isCategorical }) => isCategorical))
    throw refused(
      'parameters',
      `${name} perturbs numbers and ordinals, and there are none: add one, or choose another sampler`,
    );
  if (spec.earlyStopping)
    throw refused('earlyStopping', `${name} goes on from others where a trial is poor: leave it out`);
  if (spec.warmStart)
    throw refused(
      'warmStart',
      `${name} can’t go on from results without their states: leave it out, and enqueue configurations to begin with`,
    );
  if ((spec.parallelism ?? 1) > population.size)
    throw refused(
      'parallelism',
      `a population of ${size} has ${size} trials at a time at the most: have fewer, or a larger population.size`,
    );
  if (trials < 2 * population.size)
    throw refused(
      'stop.trials',
      `a population of ${size} learns nothing in ${String(trials)} trials: each member needs two at the least, ${String(2 * population.size)} in all`,
    );
  return population;
}

const refused = (path: string, message: string): InvalidInputError =>
  new InvalidInputError(`invalid study: ${path}: ${message}`, { issues: [{ path, message }] });

import { InvalidInputError, nearest } from '@slipway/kernel';
import {
  createAutoSampler,
  createCmaEsSampler,
  createGpSampler,
  createGridSampler,
  createNsga2Sampler,
  createPbtSampler,
  createRandomSampler,
  createSobolSampler,
  createTpeSampler,
  type CreateSampler,
} from '@slipway/search';

/** A sampler by the name that a study calls it. */
export interface NamedSampler {
  readonly name: string;
  readonly create: CreateSampler;
  /** Whether it suggests by several objectives; otherwise it takes one alone. */
  readonly takesSeveralObjectives: boolean;
  /** Whether its trials go on from what others have learned. */
  readonly trainsPopulation?: boolean;
}

const samplers: readonly NamedSampler[] = [
  { name: 'auto', create: createAutoSampler, takesSeveralObjectives: true },
  { name: 'random', create: createRandomSampler, takesSeveralObjectives: true },
  { name: 'grid', create: createGridSampler, takesSeveralObjectives: true },
  { name: 'sobol', create: createSobolSampler, takesSeveralObjectives: true },
  { name: 'tpe', create: createTpeSampler, takesSeveralObjectives: true },
  { name: 'gp', create: createGpSampler, takesSeveralObjectives: false },
  { name: 'cma-es', create: createCmaEsSampler, takesSeveralObjectives: false },
  { name: 'nsga2', create: createNsga2Sampler, takesSeveralObjectives: true },
  { name: 'pbt', create: createPbtSampler, takesSeveralObjectives: false, trainsPopulation: true },
];

const defaultSampler = 'auto';

/** @throws InvalidInputError for one that does not exist, or does not take so many objectives */
export function samplerNamed(name = defaultSampler, objectives: number): NamedSampler {
  const sampler = samplers.find((known) => known.name === name);
  if (!sampler) {
    const names = samplers.map((known) => known.name);
    const suggestion = nearest(name, names);
    throw refused(`there is no sampler ${JSON.stringify(name)}: choose of ${names.join(', ')}`, suggestion);
  }
  if (objectives > 1 && !sampler.takesSeveralObjectives) {
    const able = samplers.filter((known) => known.takesSeveralObjectives).map((known) => known.name);
    throw refused(`${name} takes one objective: for several choose of ${able.join(', ')}`);
  }
  return sampler;
}

const refused = (message: string, suggestion?: string): InvalidInputError =>
  new InvalidInputError(`invalid study: sampler: ${message}`, {
    issues: [{ path: 'sampler', message, ...(suggestion === undefined ? {} : { suggestion }) }],
  });

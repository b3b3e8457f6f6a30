import { KnownStudySpec, StudyParameter } from '@slipway/contracts';
import { importOptuna, type Scalar } from '@slipway/search';
import { InvalidInputError } from '@slipway/kernel';
import type { Objective } from '@slipway/studies';
import type { WireDirection } from './messages.ts';

const mostObjectives = 10;

/** What a study of Optuna is in the terms of studies: parameters get known as its trials use them. */
export function specOf(directions: readonly WireDirection[]): KnownStudySpec {
  if (directions.length > mostObjectives)
    throw new InvalidInputError(
      `the study has ${String(directions.length)} directions: at most ${String(mostObjectives)} are possible`,
    );
  return KnownStudySpec.parse({
    parameters: [],
    objectives: directions.map((direction, index) => ({
      metric: directions.length === 1 ? 'value' : `value_${String(index)}`,
      direction: direction === 'MAXIMIZE' ? 'maximize' : 'minimize',
    })),
    sampler: 'external',
  });
}

export const objectivesOf = (spec: unknown): readonly Objective[] => KnownStudySpec.parse(spec).objectives;

export const directionsOf = (spec: unknown): readonly WireDirection[] =>
  objectivesOf(spec).map(({ direction }) => (direction === 'maximize' ? 'MAXIMIZE' : 'MINIMIZE'));

/** A parameter as specifications have it; undefined when it has no equivalent there. */
export function equivalentOf(name: string, distribution: string): StudyParameter | undefined {
  try {
    const [parameter] = importOptuna({ [name]: distribution });
    return StudyParameter.safeParse(parameter).data;
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}

/** A value by its name, as clients of the API read them: their texts are shorter, and have no control characters. */
export function configurationOf(name: string, value: Scalar): Readonly<Record<string, Scalar>> {
  const word = name.replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd').slice(0, 250) || '\ufffd';
  return { [word]: typeof value === 'string' ? value.slice(0, 500) : value };
}

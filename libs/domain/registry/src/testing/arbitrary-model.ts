import fc from 'fast-check';
import {
  modelStages,
  type ModelVersionState,
  type RegisteredModelState,
} from '../models/registered-model.ts';

const time = fc.integer({ min: 1_700_000_000_000, max: 1_700_000_009_999 });
const word = fc.constantFrom('a', 'b', 'c', '__proto__', 'ü');
const tags = fc.dictionary(word, fc.constantFrom('', '1', '2'), { maxKeys: 3, noNullPrototype: true });
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined });

const version = (number: number): fc.Arbitrary<ModelVersionState> =>
  fc.record({
    version: fc.constant(number),
    createdAt: time,
    updatedAt: time,
    userId: maybe(word),
    stage: fc.constantFrom(...modelStages),
    description: maybe(word),
    source: fc.constantFrom('s3://a/b', 'models:/m-1'),
    storageLocation: maybe(word),
    runId: maybe(word),
    runLink: maybe(word),
    modelId: maybe(word),
    tags,
  });

/** Any registered model of one name that keeps the rules: versions ascend, and aliases point to some of them. */
export const arbitraryModel: fc.Arbitrary<RegisteredModelState> = fc
  .uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 4 })
  .chain((numbers) => {
    const sorted = numbers.sort((left, right) => left - right);
    return fc.record({
      team: fc.constant('vision'),
      name: fc.constant('iris'),
      path: fc.constant('teams/vision/models/iris'),
      createdAt: time,
      updatedAt: time,
      description: word,
      tags,
      aliases:
        sorted.length === 0
          ? fc.constant({})
          : fc.dictionary(
              fc.constantFrom('champion', 'challenger', 'shadow'),
              fc.record({ version: fc.constantFrom(...sorted), since: time, by: word }),
              { noNullPrototype: true },
            ),
      nextVersion: fc.integer({ min: (sorted.at(-1) ?? 0) + 1, max: 7 }),
      versions: fc.tuple(...sorted.map(version)),
    });
  });

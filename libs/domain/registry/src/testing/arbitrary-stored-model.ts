import fc from 'fast-check';
import {
  modelStages,
  type ModelVersionState,
  type RegisteredModelState,
} from '../models/registered-model.ts';

const time = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
/** What a request can bring in: well-formed and without NUL, and rich in what YAML takes for something else. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\n\n',
        ' ',
        '  ',
        '\t',
        '\r\n',
        ':',
        ': ',
        '#',
        ' #',
        '- ',
        '|',
        '>',
        '"',
        "'",
        '\\',
      ),
      fc.constantFrom(
        'yes',
        'null',
        '1',
        '0x1',
        '1e3',
        '~',
        '---',
        '...',
        '{',
        '}',
        '[',
        '%',
        '&a',
        '*a',
        '!',
        '@',
      ),
      fc.constantFrom('\u0085', '\u2028', '\ufeff', '\u0007', '\u{1F338}', 'é', '2026-11-24', 'kind: Secret'),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((joined) => joined.isWellFormed());
const some = text.filter((value) => value !== '');
const maybe = fc.option(some, { nil: undefined });
const word = fc.stringMatching(/^[\w][\w.-]{0,12}$/).filter((name) => name !== '__proto__');
const tags = fc.dictionary(word, text, { maxKeys: 4, noNullPrototype: true });

const version = (number: number): fc.Arbitrary<ModelVersionState> =>
  fc.record({
    version: fc.constant(number),
    createdAt: time,
    updatedAt: time,
    userId: maybe,
    stage: fc.constantFrom(...modelStages),
    description: fc.option(text, { nil: undefined }),
    source: some,
    storageLocation: maybe,
    runId: maybe,
    runLink: maybe,
    modelId: maybe,
    tags,
  });

/** Any model that the API can make, with versions in several files and texts as hostile as requests may be. */
export const arbitraryStoredModel: fc.Arbitrary<RegisteredModelState> = fc
  .uniqueArray(fc.integer({ min: 1, max: 350 }), { maxLength: 6 })
  .chain((numbers) => {
    const sorted = numbers.toSorted((left, right) => left - right);
    return fc.record({
      team: fc.constant('vision'),
      name: some.filter((name) => !/[/:]|^\s*$|^\.\.?/.test(name)),
      path: fc.constant('teams/vision/models/iris'),
      createdAt: time,
      updatedAt: time,
      description: maybe,
      tags,
      aliases:
        sorted.length === 0
          ? fc.constant({})
          : fc.dictionary(
              fc.stringMatching(/^[a-z][a-z0-9-]{2,9}$/).filter((alias) => !/^(latest|v\d+)$/.test(alias)), // reserved
              fc.record({ version: fc.constantFrom(...sorted), since: time, by: some }),
              { maxKeys: 3, noNullPrototype: true },
            ),
      nextVersion: fc.integer({ min: (sorted.at(-1) ?? 0) + 1, max: 400 }),
      versions: fc.tuple(...sorted.map(version)),
    });
  });

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aliasesAt, movesOf, type HistoryEvent } from './model-history.ts';
import { modelChanges } from './model-changes.ts';
import { arbitraryModel } from '../testing/arbitrary-model.ts';

const origin = { by: 'alice', reason: undefined, change: 'change', commit: undefined };

describe('aliasesAt', () => {
  it('says what each alias pointed to and since when', () => {
    const event = (second: number, alias: string, version: number | undefined): HistoryEvent => ({
      kind: 'alias',
      alias,
      version,
      at: new Date(second * 1000),
      ...origin,
    });
    const events = [
      event(1, 'champion', 1),
      event(2, 'challenger', 2),
      event(3, 'champion', 2),
      event(3, 'challenger', undefined),
    ];
    const at = (second: number): string =>
      aliasesAt(events, new Date(second * 1000))
        .map(({ alias, version, since }) => `${alias}=${String(version)}@${String(since.getTime() / 1000)}`)
        .join(' ');
    expect([0, 1, 2, 2.999, 3, 9].map(at)).toEqual([
      '',
      'champion=1@1',
      'challenger=2@2 champion=1@1',
      'challenger=2@2 champion=1@1',
      'champion=2@3',
      'champion=2@3',
    ]);
  });

  it('finds every past state of a model again from its events', () => {
    fc.assert(
      fc.property(fc.array(fc.option(arbitraryModel, { nil: undefined }), { maxLength: 6 }), (states) => {
        const events = states.flatMap((state, index): HistoryEvent[] =>
          movesOf(modelChanges(states[index - 1], state)).map((move) => ({
            ...move,
            ...origin,
            at: new Date(index),
          })),
        );
        for (const [index, state] of states.entries()) {
          const found = aliasesAt(events, new Date(index));
          const expected = Object.entries(state?.aliases ?? {}).map(([alias, { version }]) => [
            alias,
            version,
          ]);
          expect(new Map(found.map(({ alias, version }) => [alias, version]))).toEqual(
            new Map(expected as [string, number][]),
          );
        }
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planBatch, type Plannable } from './plan-batch.ts';

const pendingChanges = fc.array(
  fc.record({ team: fc.constantFrom('a', 'b', 'c', undefined), bytes: fc.integer({ min: 0, max: 100 }) }),
  { maxLength: 60 },
);
const limits = fc.record({ changes: fc.integer({ min: 1, max: 40 }), bytes: fc.integer({ min: 1, max: 1500 }) });

const of = (teams: string): Plannable[] => Array.from(teams, (team) => ({ team, bytes: 1 }));
const teams = (items: readonly Plannable[]): string => items.map(({ team }) => team).join('');

describe('planBatch', () => {
  it('keeps the log order when everything fits', () => {
    expect(teams(planBatch(of('aabacb'), { changes: 6, bytes: 6 }))).toBe('aabacb');
  });

  it('lets teams take turns when not everything fits', () => {
    expect(teams(planBatch(of('aaaaaaaabc'), { changes: 4, bytes: 100 }))).toBe('aabc');
    expect(teams(planBatch(of('aaaaaaaabc'), { changes: 100, bytes: 4 }))).toBe('aabc');
  });

  it('takes one change even when it is larger than the limit', () => {
    expect(planBatch([{ team: 'a', bytes: 9 }, { team: 'b', bytes: 1 }], { changes: 5, bytes: 5 })).toEqual([{ team: 'a', bytes: 9 }]);
  });

  it('keeps the limits, the log order, and the order inside each team', () => {
    fc.assert(
      fc.property(pendingChanges, limits, (pending, limit) => {
        const batch = planBatch(pending, limit);
        expect(batch.length).toBeLessThanOrEqual(limit.changes);
        if (batch.length > 1) expect(batch.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(limit.bytes);
        if (pending.length > 0) expect(batch.length).toBeGreaterThan(0);
        const positions = batch.map((item) => pending.indexOf(item));
        expect(positions).toEqual([...positions].sort((left, right) => left - right));
        for (const team of ['a', 'b', 'c', undefined]) {
          const own = pending.filter((item) => item.team === team);
          const taken = batch.filter((item) => item.team === team);
          expect(taken).toEqual(own.slice(0, taken.length));
        }
      }),
    );
  });

  it('gives no team two turns more than another that still waits, for changes of equal size', () => {
    const equal = pendingChanges.map((items) => items.map(({ team }) => ({ team, bytes: 1 })));
    fc.assert(
      fc.property(equal, fc.integer({ min: 1, max: 40 }), (pending, changes) => {
        const batch = planBatch(pending, { changes, bytes: 1e9 });
        const taken = (team: string | undefined): number => batch.filter((item) => item.team === team).length;
        const waiting = new Set(pending.filter((item) => !batch.includes(item)).map(({ team }) => team));
        for (const poor of waiting) for (const rich of new Set(pending.map(({ team }) => team))) expect(taken(rich) - taken(poor)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

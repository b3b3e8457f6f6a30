import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RunEffect } from './effect.ts';
import type { RunInput, Settled } from './input.ts';
import { acceptedRun, isFinalAttempt, isFinalRun, type Run } from './run.ts';
import { maximalLosses, transition } from './transition.ts';

const epoch = fc.integer({ min: 1, max: 8 });
const cluster = fc.constantFrom('a', 'b');
const outcome: fc.Arbitrary<Settled> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ state: fc.constantFrom('pushed', 'no-effect'), commit: fc.constant('c') }),
  },
  { weight: 1, arbitrary: fc.record({ state: fc.constant('rejected'), reason: fc.constant('no') }) },
);
const input: fc.Arbitrary<RunInput> = fc.oneof(
  fc.record({ type: fc.constant('admitted') }),
  fc.record({ type: fc.constant('attempt-settled'), epoch, outcome }),
  fc.record({ type: fc.constant('retirement-settled'), outcome }),
  fc.record({ type: fc.constant('picked-up'), epoch, ignored: fc.constant([]) }),
  fc.record({ type: fc.constant('preparing'), epoch, message: fc.constant('m') }),
  fc.record({ type: fc.constant('started'), epoch }),
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('ended'),
      epoch,
      outcome: fc.constantFrom('succeeded', 'failed', 'failed', 'stopped', 'lost', 'lost', 'lost'),
      reason: fc.constant('r'),
      exitCode: fc.constant(undefined),
    }),
  },
  fc.record({ type: fc.constant('backoff-elapsed'), epoch }),
  { weight: 1, arbitrary: fc.record({ type: fc.constant('cancel-requested'), reason: fc.constant('r') }) },
  fc.record({ type: fc.constant('move-requested'), cluster, reason: fc.constant('r') }),
  fc.record({ type: fc.constant('withdrawal-settled'), epoch, cluster, outcome }),
  fc.record({ type: fc.constant('cluster-lost'), epoch, cluster, reason: fc.constant('r') }),
);

const limit = fc.integer({ min: 0, max: 3 });

interface Step {
  readonly before: Run;
  readonly after: Run;
  readonly effects: readonly RunEffect[];
}

function walk(retries: number, inputs: readonly RunInput[]): readonly Step[] {
  let run = acceptedRun({ limit: retries, backoff: { initial: 1, factor: 2, max: 10 } }, 'a');
  return inputs.map((next) => {
    const { run: after, effects } = transition(run, next);
    const step = { before: run, after, effects };
    run = after;
    return step;
  });
}

/** Holds for every walk: any inputs in any order, doubled or late. */
const everyWalk = (check: (steps: readonly Step[], retries: number) => void): void => {
  fc.assert(
    fc.property(limit, fc.array(input, { minLength: 1, maxLength: 60 }), (retries, inputs) => {
      check(walk(retries, inputs), retries);
    }),
    { numRuns: 500 },
  );
};

describe('any sequence of inputs', () => {
  it('leaves at most one attempt live, and it is the newest', () => {
    everyWalk((steps) => {
      for (const { after } of steps) {
        expect(after.attempts.slice(0, -1).every(({ state }) => isFinalAttempt(state))).toBe(true);
      }
    });
  });

  it('raises the epoch by one for each attempt, and commits each attempt once', () => {
    everyWalk((steps) => {
      const committed = steps.flatMap(({ effects }) =>
        effects.flatMap((effect) => (effect.kind === 'commit-attempt' ? [effect.epoch] : [])),
      );
      expect(committed).toEqual(steps.at(-1)?.after.attempts.map((attempt) => attempt.epoch));
      expect(committed).toEqual(committed.map((_, index) => index + 1));
    });
  });

  it('never leaves a final state, of run or attempt', () => {
    everyWalk((steps) => {
      for (const { before, after } of steps) {
        if (isFinalRun(before.state)) expect(after.state).toBe(before.state);
        for (const [index, attempt] of before.attempts.entries()) {
          if (isFinalAttempt(attempt.state)) expect(after.attempts[index]?.state).toBe(attempt.state);
        }
      }
    });
  });

  it('leaves no attempt live in a run that has ended', () => {
    everyWalk((steps) => {
      for (const { after } of steps) {
        if (isFinalRun(after.state))
          expect(after.attempts.every(({ state }) => isFinalAttempt(state))).toBe(true);
      }
    });
  });

  it('retires once, and always when a manifest may be in git at the end', () => {
    everyWalk((steps) => {
      const retirements = steps.flatMap(({ effects }) => effects.filter(({ kind }) => kind === 'retire'));
      const end = steps.at(-1)?.after;
      expect(retirements.length).toBeLessThanOrEqual(1);
      const mayBeInGit = end?.attempts.some(({ commit }) => commit !== undefined) ?? false;
      if (end && isFinalRun(end.state) && mayBeInGit) expect(retirements).toHaveLength(1);
      expect(end?.retirement.state === 'none').toBe(retirements.length === 0);
    });
  });

  it('keeps to the bounds of retries and losses', () => {
    everyWalk((steps, retries) => {
      const end = steps.at(-1)?.after;
      expect(end?.retries).toBeLessThanOrEqual(retries);
      expect(end?.losses).toBeLessThanOrEqual(maximalLosses);
      const moves = steps.filter(
        ({ before, after }) =>
          before.attempts.length < after.attempts.length && before.cluster !== after.cluster,
      );
      const withdrawn = steps.filter(
        ({ before, after }) => before.state === 'moving' && before.attempts.length < after.attempts.length,
      );
      expect(end?.attempts.length).toBeLessThanOrEqual(
        1 + retries + maximalLosses + moves.length + withdrawn.length,
      );
    });
  });

  it('has no further effect when an input comes twice in a row, but for a repeated step of the preparation', () => {
    fc.assert(
      fc.property(limit, fc.array(input, { maxLength: 40 }), input, (retries, inputs, last) => {
        fc.pre(last.type !== 'preparing');
        const [, again] = walk(retries, [...inputs, last, last]).slice(-2);
        expect(again?.effects).toEqual([]);
        expect(again?.after).toBe(again?.before);
      }),
      { numRuns: 500 },
    );
  });
});

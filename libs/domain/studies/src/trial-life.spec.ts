import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideAsk, handedOutTo, type AskSnapshot } from './ask.ts';
import { decideRelease } from './release.ts';
import { decideReport, type Report } from './report.ts';
import { type StudyRules } from './study.ts';
import { decideTell, type Tell } from './tell.ts';
import { TrialState, type Trial } from './trial.ts';

const rules: StudyRules = {
  objectives: [{ metric: 'accuracy', direction: 'maximize' }],
  outcomeConstraints: [],
  stop: { trials: 10 },
  leaseTime: 60_000,
  handOuts: 3,
};
const waiting = (number: number): Trial => ({
  number,
  state: TrialState.Waiting,
  worker: undefined,
  leasedUntil: 0,
  handedOut: 0,
  values: [],
  constraints: [],
  violation: 0,
  cost: undefined,
  lastStep: undefined,
  lastValues: [],
  isStopped: false,
});
const running = (number: number, worker: string, now = 0): Trial =>
  handedOutTo(waiting(number), worker, rules, now);
const ended = (
  number: number,
  state: Trial['state'],
  values: readonly number[],
  change: Partial<Trial> = {},
): Trial => ({
  ...running(number, 'a'),
  state,
  values,
  ...change,
});

const asked = (
  open: readonly Trial[],
  ask: { readonly worker?: string; readonly count?: number; readonly now?: number } = {},
  snapshot: Partial<AskSnapshot> = {},
): { readonly got: readonly number[]; readonly fresh: number; readonly givenUp: readonly number[] } => {
  const { handOut, fresh, givenUp } = decideAsk(
    { state: 'running', rules, open, finished: 0, ...snapshot },
    { worker: 'a', count: 2, now: 1_000, ...ask },
  );
  const numbers = (trials: readonly Trial[]): readonly number[] => trials.map(({ number }) => number);
  return { got: numbers(handOut), fresh, givenUp: numbers(givenUp) };
};

describe('who asks for trials', () => {
  it('gets new ones when nothing else is open', () => {
    expect(asked([])).toEqual({ got: [], fresh: 2, givenUp: [] });
  });

  it('gets the same ones again after a crash', () => {
    expect(asked([running(3, 'a'), running(4, 'b'), running(5, 'a')])).toEqual({
      got: [3, 5],
      fresh: 0,
      givenUp: [],
    });
  });

  it('gets what a silent worker had before what is enqueued, and both before new ones', () => {
    const open = [waiting(2), running(3, 'b'), running(4, 'c', 30_000)];
    expect(asked(open, { count: 3, now: 60_000 })).toEqual({ got: [3, 2], fresh: 1, givenUp: [] });
  });

  it('does not get a trial that was handed out too often: it is given up', () => {
    const often = { ...running(3, 'b'), handedOut: rules.handOuts };
    expect(asked([often], { now: 90_000 })).toEqual({ got: [], fresh: 2, givenUp: [3] });
  });

  it('gets no more than the study has left', () => {
    expect(asked([running(8, 'b')], { count: 5 }, { finished: 7 }).fresh).toBe(2);
    expect(asked([], {}, { finished: 12 }).fresh).toBe(0);
  });

  it.each(['paused', 'ended'] as const)('gets only its own back when the study is %s', (state) => {
    const open = [running(1, 'a'), running(2, 'b'), waiting(3)];
    expect(asked(open, { count: 3, now: 90_000 }, { state })).toEqual({ got: [1], fresh: 0, givenUp: [] });
  });

  it('never gets more than it asks for, and no trial that another one works on', () => {
    const trial = fc
      .record({
        number: fc.nat(50),
        worker: fc.constantFrom('a', 'b', 'c'),
        at: fc.nat(100_000),
        waits: fc.boolean(),
      })
      .map(({ number, worker, at, waits }) => (waits ? waiting(number) : running(number, worker, at)));
    const trials = fc.uniqueArray(trial, { maxLength: 9, selector: ({ number }) => number });
    fc.assert(
      fc.property(trials, fc.nat(6), fc.nat(200_000), (open, count, now) => {
        const { handOut, fresh } = decideAsk(
          { state: 'running', rules, open, finished: 0 },
          { worker: 'a', count, now },
        );
        expect(handOut.length + fresh).toBeLessThanOrEqual(count);
        for (const { worker, leasedUntil } of handOut)
          expect(worker === undefined || worker === 'a' || leasedUntil <= now).toBe(true);
      }),
    );
  });
});

const result: Tell = {
  ...{ worker: 'a', state: 'complete', values: [0.9] },
  ...{ constraints: [], cost: undefined },
};

describe('a result', () => {
  const tell = (trial: Trial, told: Partial<Tell> = {}): unknown =>
    decideTell(rules, trial, { ...result, ...told });

  it('ends the trial', () => {
    expect(tell(running(1, 'a'))).toMatchObject({
      kind: 'told',
      trial: { state: 'complete', values: [0.9] },
      note: undefined,
    });
  });

  it('of a worker that was thought lost counts, if it is the first', () => {
    expect(tell(running(1, 'b'))).toMatchObject({ kind: 'told' });
  });

  it('that is told twice is kept once', () => {
    expect(tell(ended(1, 'complete', [0.9]))).toEqual({ kind: 'repeated' });
  });

  it('that contradicts the first one is refused', () => {
    expect(tell(ended(1, 'complete', [0.8]))).toEqual({
      kind: 'contradiction',
      message: 'trial 1 is complete with 0.8 already',
    });
    expect(tell(ended(1, 'failed', []))).toMatchObject({ kind: 'contradiction' });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'of %d makes the trial a failed one, and says so, also when it comes again',
    (value) => {
      const told = decideTell(rules, running(1, 'a'), { ...result, values: [value] });
      expect(told).toMatchObject({ kind: 'told', trial: { state: 'failed', values: [] } });
      expect(told).toHaveProperty('note', `a value was ${String(value)}, which is no finite number`);
      expect(tell(ended(1, 'failed', []), { values: [value] })).toEqual({ kind: 'repeated' });
    },
  );

  it.each([
    ['too few values', { values: [] }, 'trial 1 needs 1 value (accuracy), and 0 values came'],
    ['too many values', { values: [1, 2] }, 'trial 1 needs 1 value (accuracy), and 2 values came'],
    [
      'too many last values',
      { state: 'pruned', values: [1, 2] },
      'trial 1 has 1 value (accuracy) at the most',
    ],
    ['values of a failure', { state: 'failed' }, 'trial 1 failed: then it has no values, and 1 value came'],
  ] as const)('with %s is refused', (_what, told, message) => {
    expect(tell(running(1, 'a'), told)).toEqual({ kind: 'invalid', message });
  });

  it('of a trial that nobody has begun is refused', () => {
    expect(tell(waiting(1))).toMatchObject({ kind: 'invalid' });
  });

  it('of a trial that was stopped early may have no value', () => {
    expect(tell(running(1, 'a'), { state: 'pruned', values: [] })).toMatchObject({ kind: 'told' });
  });

  it('of a trial that was stopped early is what it reported last, when nothing else is told', () => {
    const reported = { ...running(1, 'a'), lastStep: 5, lastValues: [0.7] };
    const pruned = { state: 'pruned', values: [] } as const;
    expect(tell(reported, pruned)).toMatchObject({ kind: 'told', trial: { values: [0.7] } });
    expect(tell({ ...reported, state: 'pruned', values: [0.7] }, pruned)).toEqual({ kind: 'repeated' });
    expect(tell({ ...reported, lastValues: [Number.NaN] }, pruned)).toMatchObject({ trial: { values: [] } });
  });
});

describe('a result with outcome constraints', () => {
  const constrained: StudyRules = {
    ...rules,
    outcomeConstraints: [{ metric: 'latency', max: 10 }, { metric: 'bias' }],
  };
  const tell = (trial: Trial, told: Partial<Tell>): unknown =>
    decideTell(constrained, trial, { ...result, ...told });

  it('has a value for each, and is violated by what is beyond them', () => {
    expect(tell(running(1, 'a'), { constraints: [12, 0.5] })).toMatchObject({
      kind: 'told',
      trial: { state: 'complete', constraints: [12, 0.5], violation: 2.5 },
    });
    expect(tell(running(1, 'a'), { constraints: [10, -1] })).toMatchObject({ trial: { violation: 0 } });
  });

  it('is refused without them, and may be pruned without them', () => {
    expect(tell(running(1, 'a'), { constraints: [1] })).toEqual({
      kind: 'invalid',
      message: 'trial 1 needs 2 constraints (latency, bias), and 1 constraint came',
    });
    expect(tell(running(1, 'a'), { state: 'pruned' })).toMatchObject({ kind: 'told' });
  });

  it('has failed when one is no finite number', () => {
    expect(tell(running(1, 'a'), { constraints: [Infinity, 0] })).toMatchObject({
      trial: { state: 'failed', values: [], constraints: [], violation: 0 },
    });
  });

  it('is the same when all of it is, and a cost contradicts only another cost', () => {
    const kept = ended(1, 'complete', [0.9], { constraints: [1, 0], cost: 3 });
    expect(tell(kept, { constraints: [1, 0] })).toEqual({ kind: 'repeated' });
    expect(tell(kept, { constraints: [1, 0], cost: 3 })).toEqual({ kind: 'repeated' });
    expect(tell(kept, { constraints: [1, 1] })).toMatchObject({ kind: 'contradiction' });
    expect(tell(kept, { constraints: [1, 0], cost: 4 })).toMatchObject({ kind: 'contradiction' });
  });
});

describe('a trial that its worker gives back', () => {
  const released = (trial: Trial): Trial => {
    const decision = decideRelease(trial, 'a');
    if (decision.kind !== 'released') throw new Error(`${String(trial.number)} is kept`);
    return decision.trial;
  };

  it('is handed out to who asks next, and that counts as its first time', () => {
    const free = released(running(3, 'a', 1_000));
    expect(asked([free], { worker: 'b', count: 1 })).toEqual({ got: [3], fresh: 0, givenUp: [] });
    expect(handedOutTo(free, 'b', rules, 1_000).handedOut).toBe(1);
  });

  it('goes to the same worker again when that asks first', () => {
    expect(asked([released(running(3, 'a', 1_000))], { worker: 'a', count: 1 }).got).toEqual([3]);
  });

  it('stays as it is when it has ended, waits, or is with another worker', () => {
    for (const trial of [ended(0, 'complete', [1]), waiting(1), running(2, 'b')])
      expect(decideRelease(trial, 'a')).toEqual({ kind: 'kept' });
  });
});

describe('a report', () => {
  const report = (trial: Trial, given: Partial<Report> = {}) =>
    decideReport(rules, trial, { worker: 'a', step: 5, values: [0.5], now: 10_000, ...given });

  it('is kept, and keeps the trial with its worker', () => {
    expect(report(running(1, 'a'))).toMatchObject({
      kind: 'kept',
      trial: { lastStep: 5, lastValues: [0.5], leasedUntil: 70_000 },
      values: [0.5],
    });
  });

  it.each([5, 4])('of a step that is not after the last one (%d) changes nothing', (step) => {
    const trial = { ...running(1, 'a'), lastStep: 5 };
    expect(report(trial, { step })).toMatchObject({ kind: 'known', trial: { lastStep: 5 } });
  });

  it('of who does not say its name is that of the worker that has the trial', () => {
    expect(report(running(0, 'b'), { worker: undefined })).toMatchObject({
      kind: 'kept',
      trial: { worker: 'b', lastStep: 5 },
    });
    expect(report(waiting(0), { worker: undefined })).toMatchObject({ kind: 'lost' });
  });

  it('of a worker that has lost the trial tells it so', () => {
    expect(report(running(1, 'b'))).toEqual({ kind: 'lost', message: 'trial 1 is not with worker a' });
    expect(report(ended(1, 'pruned', []))).toEqual({ kind: 'lost', message: 'trial 1 is pruned already' });
  });

  it.each([
    ['a step that is none', { step: 1.5 }],
    ['a step before the first', { step: -1 }],
    ['no values', { values: [] }],
    ['too many values', { values: [1, 2] }],
  ])('with %s is refused', (_what, given) => {
    expect(report(running(1, 'a'), given)).toMatchObject({ kind: 'invalid' });
  });
});

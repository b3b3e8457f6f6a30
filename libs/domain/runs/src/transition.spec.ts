import { describe, expect, it } from '@jest/globals';
import type { RunEffect } from './effect.ts';
import type { RunInput } from './input.ts';
import { acceptedRun, RunState, type Run } from './run.ts';
import { maximalLosses, transition } from './transition.ts';

const retry = { limit: 1, backoff: { initial: 1_000, factor: 2, max: 60_000 } };

const admitted: RunInput = { type: 'admitted' };
const pushed: RunInput = { type: 'attempt-settled', epoch: 1, outcome: { state: 'pushed', commit: 'c1' } };
const noEffect: RunInput = {
  type: 'attempt-settled',
  epoch: 1,
  outcome: { state: 'no-effect', commit: 'c1' },
};
const rejected: RunInput = {
  type: 'attempt-settled',
  epoch: 1,
  outcome: { state: 'rejected', reason: 'no' },
};
const removed: RunInput = { type: 'retirement-settled', outcome: { state: 'pushed', commit: 'c2' } };
const removalRejected: RunInput = {
  type: 'retirement-settled',
  outcome: { state: 'rejected', reason: 'no' },
};
const pickedUp: RunInput = { type: 'picked-up', epoch: 1, ignored: [] };
const preparing: RunInput = { type: 'preparing', epoch: 1, message: 'Checking out' };
const started: RunInput = { type: 'started', epoch: 1 };
const ended = (outcome: 'succeeded' | 'failed' | 'stopped' | 'lost', epoch = 1): RunInput => ({
  type: 'ended',
  epoch,
  outcome,
  reason: outcome,
  exitCode: undefined,
});
const elapsed: RunInput = { type: 'backoff-elapsed', epoch: 1 };
const cancel: RunInput = { type: 'cancel-requested', reason: 'enough' };

const play = (
  inputs: readonly RunInput[],
  limit = retry.limit,
): { run: Run; effects: readonly RunEffect[] } =>
  inputs.reduce<{ run: Run; effects: readonly RunEffect[] }>(
    ({ run, effects }, input) => {
      const next = transition(run, input);
      return { run: next.run, effects: [...effects, ...next.effects] };
    },
    { run: acceptedRun({ ...retry, limit }), effects: [] },
  );

const orders = (effects: readonly RunEffect[]): readonly RunEffect[] =>
  effects.filter(({ kind }) => kind !== 'announce');
const announced = (effects: readonly RunEffect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.kind === 'announce' ? [effect.event.type] : []));

/** How to get a run into each state it can be in. */
const ways = {
  held: [],
  pending: [admitted],
  committed: [admitted, pushed],
  preparing: [admitted, pushed, pickedUp],
  running: [admitted, pushed, pickedUp, started],
  'backing off': [admitted, pushed, started, ended('failed')],
  'cancelling, not picked up': [admitted, cancel],
  'cancelling, picked up': [admitted, pushed, started, cancel],
  succeeded: [admitted, pushed, started, ended('succeeded')],
  failed: [admitted, rejected],
  cancelled: [admitted, cancel, removed],
} satisfies Record<string, readonly RunInput[]>;
type Way = keyof typeof ways;

const inputs = {
  admitted,
  pushed,
  noEffect,
  rejected,
  removed,
  removalRejected,
  pickedUp,
  preparing,
  started,
  succeeded: ended('succeeded'),
  failed: ended('failed'),
  stopped: ended('stopped'),
  lost: ended('lost'),
  elapsed,
  cancel,
} satisfies Record<string, RunInput>;
type Name = keyof typeof inputs;

/** `run state / state of the newest attempt`; what is not named leaves the run as it is. */
const table: Record<Way, Partial<Record<Name, string>>> = {
  held: { admitted: 'pending/pending', cancel: 'cancelled/-' },
  pending: {
    pushed: 'committed/committed',
    noEffect: 'committed/committed',
    rejected: 'failed/failed',
    pickedUp: 'pending/preparing',
    preparing: 'pending/preparing',
    started: 'running/running',
    succeeded: 'succeeded/succeeded',
    failed: 'backing-off/failed',
    stopped: 'cancelled/stopped',
    lost: 'pending/pending',
    cancel: 'cancelling/pending',
  },
  committed: {
    pickedUp: 'committed/preparing',
    preparing: 'committed/preparing',
    started: 'running/running',
    succeeded: 'succeeded/succeeded',
    failed: 'backing-off/failed',
    stopped: 'cancelled/stopped',
    lost: 'pending/pending',
    cancel: 'cancelling/committed',
  },
  preparing: {
    preparing: 'committed/preparing',
    started: 'running/running',
    succeeded: 'succeeded/succeeded',
    failed: 'backing-off/failed',
    stopped: 'cancelled/stopped',
    lost: 'pending/pending',
    cancel: 'cancelling/preparing',
  },
  running: {
    succeeded: 'succeeded/succeeded',
    failed: 'backing-off/failed',
    stopped: 'cancelled/stopped',
    lost: 'pending/pending',
    cancel: 'cancelling/running',
  },
  'backing off': { elapsed: 'pending/pending', cancel: 'cancelled/failed' },
  'cancelling, not picked up': {
    pushed: 'cancelling/committed',
    noEffect: 'cancelling/committed',
    rejected: 'cancelled/failed',
    removed: 'cancelled/stopped',
    removalRejected: 'cancelling/pending',
    pickedUp: 'cancelling/preparing',
    preparing: 'cancelling/preparing',
    started: 'cancelling/running',
    succeeded: 'succeeded/succeeded',
    failed: 'cancelled/failed',
    stopped: 'cancelled/stopped',
    lost: 'cancelled/lost',
  },
  'cancelling, picked up': {
    removed: 'cancelling/running',
    removalRejected: 'cancelling/running',
    succeeded: 'succeeded/succeeded',
    failed: 'cancelled/failed',
    stopped: 'cancelled/stopped',
    lost: 'cancelled/lost',
  },
  succeeded: { removed: 'succeeded/succeeded', removalRejected: 'succeeded/succeeded' },
  failed: {},
  cancelled: { pushed: 'cancelled/stopped', noEffect: 'cancelled/stopped' },
};

const cases = (Object.keys(ways) as Way[]).flatMap((way) =>
  (Object.keys(inputs) as Name[]).map((name) => ({ way, name, expected: table[way][name] })),
);

describe('transition', () => {
  it.each(cases)('takes a run that is $way by $name to $expected', ({ way, name, expected }) => {
    const { run } = play(ways[way]);
    const next = transition(run, inputs[name]);
    if (expected === undefined) {
      expect(next.run).toBe(run);
      expect(next.effects).toEqual([]);
    } else {
      expect(next.run).not.toBe(run);
      expect(`${next.run.state}/${next.run.attempts.at(-1)?.state ?? '-'}`).toBe(expected);
    }
  });

  it('commits the first attempt when the run is admitted', () => {
    expect(orders(play([admitted]).effects)).toEqual([
      { kind: 'commit-attempt', epoch: 1, replaces: undefined },
    ]);
  });

  it('retires a run that has succeeded and remembers the commit', () => {
    const { run, effects } = play([admitted, pushed, pickedUp, started, ended('succeeded'), removed]);
    expect(run).toMatchObject({
      state: 'succeeded',
      reason: undefined,
      retirement: { state: 'done', commit: 'c2' },
    });
    expect(orders(effects)).toEqual([
      { kind: 'commit-attempt', epoch: 1, replaces: undefined },
      { kind: 'retire' },
    ]);
    expect(announced(effects)).toEqual(['committed', 'picked-up', 'started', 'ended', 'finished', 'retired']);
  });

  it('retries a failed attempt after the backoff, in a change that replaces its manifest', () => {
    const { run, effects } = play([admitted, pushed, started, ended('failed'), elapsed]);
    expect(run).toMatchObject({ state: 'pending', retries: 1 });
    expect(orders(effects)).toEqual([
      { kind: 'commit-attempt', epoch: 1, replaces: undefined },
      { kind: 'schedule-backoff', epoch: 1, delay: 1_000 },
      { kind: 'commit-attempt', epoch: 2, replaces: 1 },
    ]);
  });

  it('fails with the reason of the last attempt when no retry is left', () => {
    const { run } = play([admitted, ended('failed'), elapsed, ended('failed', 2)]);
    expect(run).toMatchObject({ state: 'failed', reason: 'failed', retries: 1 });
  });

  it('attempts a lost run anew without using up a retry, ten times', () => {
    const losses = (count: number): RunInput[] =>
      Array.from({ length: count }, (_, index) => ended('lost', index + 1));
    const last = play([admitted, ...losses(maximalLosses)], 0).run;
    expect(last).toMatchObject({ state: 'pending', retries: 0, losses: 10 });
    expect(last.attempts).toHaveLength(11);
    expect(play([admitted, ...losses(maximalLosses + 1)], 0).run).toMatchObject({
      state: 'failed',
      reason: 'Lost 11 times: lost',
    });
  });

  it('does not retire a run whose only manifest never reached git', () => {
    expect(orders(play([admitted, rejected]).effects)).toEqual([
      { kind: 'commit-attempt', epoch: 1, replaces: undefined },
    ]);
    expect(play([admitted, rejected]).run.reason).toBe('The change was rejected: no');
  });

  it('retires a run whose second attempt was rejected, for the manifest of the first is still in git', () => {
    const secondRejected: RunInput = {
      type: 'attempt-settled',
      epoch: 2,
      outcome: { state: 'rejected', reason: 'no' },
    };
    const { run, effects } = play([admitted, pushed, ended('failed'), elapsed, secondRejected]);
    expect(run.state).toBe(RunState.Failed);
    expect(effects).toContainEqual({ kind: 'retire' });
  });

  it('asks for the removal once when a cancelled run ends', () => {
    const { run, effects } = play([admitted, pushed, started, cancel, ended('stopped'), removed]);
    expect(run).toMatchObject({ state: 'cancelled', reason: 'enough', retirement: { state: 'done' } });
    expect(effects.filter(({ kind }) => kind === 'retire')).toHaveLength(1);
  });

  it('knows the commit of an attempt that was reported on before the outcome of its change was seen', () => {
    const { run } = play([admitted, started, pushed]);
    expect(run).toMatchObject({ state: 'running', attempts: [{ state: 'running', commit: 'c1' }] });
  });

  it('ignores reports on an attempt that was replaced', () => {
    const { run } = play([admitted, started, ended('lost')]);
    expect(transition(run, started).run).toBe(run);
    expect(transition(run, ended('succeeded')).run).toBe(run);
  });

  it('retires a run whose attempt was stopped by hand, so that a reconciler does not run it again, and warns', () => {
    const { run, effects } = play([admitted, pushed, started, ended('stopped')]);
    expect(run).toMatchObject({ state: 'cancelled', retirement: { state: 'requested' } });
    expect(run.reason).toMatch(/^Stopped by hand: /);
    expect(effects.filter(({ kind }) => kind === 'retire')).toHaveLength(1);
    const warnings = effects.filter(
      (effect) => effect.kind === 'announce' && effect.event.type === 'warning',
    );
    expect(warnings).toHaveLength(1);
    expect(play([admitted, pushed, started, cancel, ended('stopped')]).effects).not.toContainEqual(
      expect.objectContaining({ event: expect.objectContaining({ type: 'warning' }) as unknown }),
    );
  });
});

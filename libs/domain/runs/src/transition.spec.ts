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
const move: RunInput = { type: 'move-requested', cluster: 'b', reason: 'cheaper' };
const withdrawn: RunInput = {
  type: 'withdrawal-settled',
  epoch: 1,
  cluster: 'a',
  outcome: { state: 'pushed', commit: 'c3' },
};
const withdrawalRejected: RunInput = { ...withdrawn, outcome: { state: 'rejected', reason: 'no' } };
const clusterLost: RunInput = { type: 'cluster-lost', epoch: 1, cluster: 'b', reason: 'a is off' };

const play = (
  inputs: readonly RunInput[],
  limit = retry.limit,
): { run: Run; effects: readonly RunEffect[] } =>
  inputs.reduce<{ run: Run; effects: readonly RunEffect[] }>(
    ({ run, effects }, input) => {
      const next = transition(run, input);
      return { run: next.run, effects: [...effects, ...next.effects] };
    },
    { run: acceptedRun({ ...retry, limit }, 'a'), effects: [] },
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
  'moving, not picked up': [admitted, move],
  'moving, picked up': [admitted, pushed, started, move],
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
  move,
  withdrawn,
  withdrawalRejected,
  clusterLost,
} satisfies Record<string, RunInput>;
type Name = keyof typeof inputs;

/** `run state / state of the newest attempt`; what is not named leaves the run as it is. */
const table: Record<Way, Partial<Record<Name, string>>> = {
  held: { admitted: 'pending/pending', cancel: 'cancelled/-', move: 'pending/-' },
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
    move: 'moving/pending',
    clusterLost: 'pending/pending',
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
    move: 'moving/committed',
    clusterLost: 'pending/pending',
  },
  preparing: {
    preparing: 'committed/preparing',
    started: 'running/running',
    succeeded: 'succeeded/succeeded',
    failed: 'backing-off/failed',
    stopped: 'cancelled/stopped',
    lost: 'pending/pending',
    cancel: 'cancelling/preparing',
    move: 'moving/preparing',
    clusterLost: 'pending/pending',
  },
  running: {
    succeeded: 'succeeded/succeeded',
    failed: 'backing-off/failed',
    stopped: 'cancelled/stopped',
    lost: 'pending/pending',
    cancel: 'cancelling/running',
    move: 'moving/running',
    clusterLost: 'pending/pending',
  },
  'backing off': { elapsed: 'pending/pending', cancel: 'cancelled/failed', move: 'backing-off/failed' },
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
    clusterLost: 'cancelled/lost',
  },
  'cancelling, picked up': {
    removed: 'cancelling/running',
    removalRejected: 'cancelling/running',
    succeeded: 'succeeded/succeeded',
    failed: 'cancelled/failed',
    stopped: 'cancelled/stopped',
    lost: 'cancelled/lost',
    clusterLost: 'cancelled/lost',
  },
  'moving, not picked up': {
    pushed: 'moving/committed',
    noEffect: 'moving/committed',
    rejected: 'failed/failed',
    pickedUp: 'moving/preparing',
    preparing: 'moving/preparing',
    started: 'moving/running',
    succeeded: 'succeeded/succeeded',
    failed: 'backing-off/failed',
    stopped: 'pending/pending',
    lost: 'pending/pending',
    cancel: 'cancelling/pending',
    withdrawalRejected: 'pending/pending',
    clusterLost: 'pending/pending',
  },
  'moving, picked up': {
    succeeded: 'succeeded/succeeded',
    failed: 'backing-off/failed',
    stopped: 'pending/pending',
    lost: 'pending/pending',
    cancel: 'cancelling/running',
    withdrawalRejected: 'running/running',
    clusterLost: 'pending/pending',
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

  it('moves a run by withdrawing its attempt, and goes on elsewhere when nothing of it runs any more', () => {
    const { run, effects } = play([admitted, pushed, started, move, withdrawn]);
    expect(run).toMatchObject({ state: 'moving', cluster: 'b', attempts: [{ state: 'running' }] });
    expect(orders(effects).slice(1)).toEqual([{ kind: 'withdraw', epoch: 1 }]);
    const after = transition(run, ended('stopped'));
    expect(after.run).toMatchObject({ state: 'pending', cluster: 'b', losses: 0, retries: 0 });
    expect(orders(after.effects)).toEqual([{ kind: 'commit-attempt', epoch: 2, replaces: 1 }]);
  });

  it('withdraws once when the aim of a move changes', () => {
    const elsewhere: RunInput = { type: 'move-requested', cluster: 'c', reason: 'cheaper still' };
    const { run, effects } = play([admitted, started, move, move, elsewhere]);
    expect(run.cluster).toBe('c');
    expect(effects.filter(({ kind }) => kind === 'withdraw')).toHaveLength(1);
  });

  it('leaves a run where it is when its withdrawal is rejected', () => {
    expect(play([admitted, pushed, started, move, withdrawalRejected]).run).toMatchObject({
      state: 'running',
      cluster: 'a',
    });
  });

  it('retires a run whose attempt was rejected after it was withdrawn, for the withdrawal is in git', () => {
    expect(play([admitted, move, rejected]).effects).toContainEqual({ kind: 'retire' });
  });

  it('gives up an attempt of a lost cluster, whatever it says later', () => {
    const { run, effects } = play([admitted, pushed, started, clusterLost]);
    expect(run).toMatchObject({
      state: 'pending',
      cluster: 'b',
      attempts: [{ state: 'lost' }, { epoch: 2 }],
    });
    expect(orders(effects).at(-1)).toEqual({ kind: 'commit-attempt', epoch: 2, replaces: 1 });
    expect(transition(run, ended('succeeded')).run).toBe(run);
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

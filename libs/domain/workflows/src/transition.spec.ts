import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseWorkflows, type Workflow } from '@slipway/resources';
import { decideGroup } from './group.ts';
import { advanceWorkflow, jobsToDo, newWorkflowRun, type WorkflowInput } from './transition.ts';
import type { WorkflowEvent } from './workflow-event.ts';
import { isFinalJob, isFinalWorkflowRun, type WorkflowRun } from './workflow-run.ts';

const [workflow] = parseWorkflows(
  'slipway.yaml',
  `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: digits }
spec:
  on: { push: {}, pull_request: {} }
  jobs:
    - name: test
      run: { image: python:3.13, command: [pytest] }
    - name: train
      needs: [test]
      run: { image: python:3.13, command: [python, train.py] }
    - name: evaluate
      evaluate: { job: train, thresholds: [{ metric: accuracy, min: 0.9 }] }
    - name: register
      needs: [evaluate]
      on: [push]
      register: { model: digits, job: train }
    - name: promote
      promote: { job: register }
`,
) as [Workflow];

const push: WorkflowEvent = { name: 'push', branch: 'main', commit: 'c'.repeat(40) };
const fork: WorkflowEvent = {
  ...{ name: 'pull_request', number: 3, base: 'main', branch: 'patch', author: 'eve' },
  ...{ fromFork: true, commit: 'd'.repeat(40) },
};
const at = '2026-11-27T12:00:00.000Z';

const play = (event: WorkflowEvent, ...inputs: readonly WorkflowInput[]): WorkflowRun =>
  inputs.reduce(
    (run, input) => advanceWorkflow({ workflow, event }, run, input),
    newWorkflowRun({ workflow, event }),
  );
const started = (job: string): WorkflowInput => ({ kind: 'job-started', job, run: `${job}-1`, at });
const ended = (job: string, state: 'succeeded' | 'failed' = 'succeeded'): WorkflowInput => ({
  ...{ kind: 'job-ended', job, state, at },
});
const admitted: WorkflowInput = { kind: 'admitted' };
const statesOf = (run: WorkflowRun): string =>
  run.jobs.map(({ name, state }) => `${name} ${state}`).join(', ');

describe('a run of a workflow', () => {
  it('makes jobs ready when those that they need have succeeded, and succeeds when all have', () => {
    expect(statesOf(play(push, admitted))).toBe(
      'test ready, train waiting, evaluate waiting, register waiting, promote waiting',
    );
    const whole = play(
      push,
      ...[admitted, started('test'), ended('test'), started('train'), ended('train')],
      ...[ended('evaluate'), ended('register'), ended('promote')],
    );
    expect(whole.state).toBe('succeeded');
  });

  it('leaves out what needs a job that has failed, and says so', () => {
    const run = play(push, admitted, started('test'), ended('test', 'failed'));
    expect(run).toMatchObject({ state: 'failed', reason: 'test failed' });
    expect(run.jobs[1]).toMatchObject({ state: 'skipped', reason: 'it needs test, which has failed' });
    expect(run.jobs[4]).toMatchObject({ state: 'skipped', reason: 'it needs register, which was left out' });
  });

  it('leaves out jobs of other events, with those that need them', () => {
    const event: WorkflowEvent = { ...fork, fromFork: false };
    const run = play(event, admitted, ended('test'), ended('train'), ended('evaluate'));
    expect(run.state).toBe('succeeded');
    expect(statesOf(run)).toContain('register skipped, promote skipped');
  });

  it('of a fork waits for approval, and gives its code to nothing that others see', () => {
    expect(play(fork, admitted).state).toBe('waiting-for-approval');
    const run = play(fork, { kind: 'approved', by: 'ada' }, admitted);
    expect(statesOf(run)).toBe(
      'test ready, train waiting, evaluate waiting, register skipped, promote skipped',
    );
  });

  it('that is cancelled stops what is at work, and nothing begins any more', () => {
    const run = play(push, admitted, started('test'), { kind: 'cancelled', reason: 'superseded by run 7' });
    expect(run.state).toBe('cancelled');
    expect(statesOf(run)).toBe(
      'test stopping, train cancelled, evaluate cancelled, register cancelled, promote cancelled',
    );
    expect(statesOf(advanceWorkflow({ workflow, event: push }, run, ended('test')))).toContain(
      'test cancelled',
    );
  });

  it('has nothing to be done for a job that was told to end, until it has', () => {
    const stopped = [admitted, started('test'), { kind: 'cancelled', reason: 'closed' } as const];
    const plan = { workflow, event: push };
    expect(jobsToDo(plan, play(push, ...stopped)).map(({ job }) => job.name)).toEqual(['test']);
    const told = play(push, ...stopped, { kind: 'stop-asked', job: 'test' });
    expect(jobsToDo(plan, told)).toEqual([]);
    expect(statesOf(advanceWorkflow(plan, told, ended('test')))).toContain('test cancelled');
  });

  it('runs again what did not succeed, with what needs it', () => {
    const failed = [admitted, ended('test'), started('train'), ended('train', 'failed')];
    const again = play(push, ...failed, { kind: 'rerun', by: 'ada' }, admitted);
    expect(statesOf(again)).toBe(
      'test succeeded, train ready, evaluate waiting, register waiting, promote waiting',
    );
    expect(again.jobs.map(({ attempt }) => attempt)).toEqual([1, 2, 2, 2, 2]);
  });

  it('of a fork that was stopped before anybody approved it waits for approval again', () => {
    const stopped: readonly WorkflowInput[] = [
      { kind: 'cancelled', reason: 'closed' },
      { kind: 'rerun', by: 'eve' },
    ];
    expect(play(fork, ...stopped, admitted).state).toBe('waiting-for-approval');
    const approved = [{ kind: 'approved', by: 'ada' } as const, admitted, started('test'), ended('test')];
    expect(play(fork, ...approved, ...stopped).state).toBe('queued');
  });

  it('ends, whatever happens and in whatever order, and hears nothing twice', () => {
    const job = fc.constantFrom('test', 'train', 'evaluate', 'register', 'promote');
    const input: fc.Arbitrary<WorkflowInput> = fc.oneof(
      fc.constant(admitted),
      fc.record({ kind: fc.constant('job-started' as const), job, at: fc.constant(at) }),
      fc.record({
        ...{ kind: fc.constant('job-ended' as const), job, at: fc.constant(at) },
        state: fc.constantFrom('succeeded' as const, 'failed' as const, 'cancelled' as const),
      }),
      fc.record({
        kind: fc.constant('rerun' as const),
        by: fc.constant('ada'),
        job: fc.option(job, { nil: undefined }),
      }),
      fc.constant({ kind: 'cancelled' as const, reason: 'no' }),
    );
    fc.assert(
      fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
        let run = play(push, admitted);
        for (const each of inputs) {
          run = advanceWorkflow({ workflow, event: push }, run, each);
          if (each.kind !== 'rerun') expect(advanceWorkflow({ workflow, event: push }, run, each)).toBe(run);
        }
        for (
          let rounds = 0;
          rounds < 20 && !(isFinalWorkflowRun(run) && run.jobs.every(isFinalJob));
          rounds += 1
        ) {
          run = advanceWorkflow({ workflow, event: push }, run, admitted);
          for (const { job: todo } of jobsToDo({ workflow, event: push }, run))
            run = advanceWorkflow({ workflow, event: push }, run, ended(todo.name));
          for (const { name, state } of run.jobs)
            if (state === 'running') run = advanceWorkflow({ workflow, event: push }, run, ended(name));
        }
        expect(isFinalWorkflowRun(run) && run.jobs.every(isFinalJob)).toBe(true);
      }),
    );
  });
});

describe('a group of runs', () => {
  const member = (id: number, state: WorkflowRun['state'], cancelSuperseded = false, isOnlyUp = false) => ({
    ...{ id, state, cancelSuperseded, isOnlyUp },
  });

  it('has one at work, and of those that wait the newest', () => {
    expect(decideGroup([member(1, 'running'), member(2, 'queued'), member(3, 'queued')])).toEqual({
      ...{ superseded: [{ id: 2, by: 3 }], admitted: undefined },
    });
    expect(decideGroup([member(3, 'queued')])).toEqual({ superseded: [], admitted: 3 });
  });

  it('stops what is at work when the new one supersedes it', () => {
    expect(decideGroup([member(1, 'running'), member(2, 'queued', true)])).toEqual({
      ...{ superseded: [{ id: 1, by: 2 }], admitted: 2 },
    });
  });

  it('does not wait for previews that are up', () => {
    expect(decideGroup([member(1, 'running', false, true), member(2, 'queued')])).toEqual({
      ...{ superseded: [], admitted: 2 },
    });
  });

  it('does not let an older one that runs again stop a newer one', () => {
    expect(decideGroup([member(1, 'queued', true), member(2, 'running', true)]).superseded).toEqual([]);
  });

  it('never has more than one at work', () => {
    const arbitrary = fc.uniqueArray(
      fc.record({
        id: fc.nat(20),
        state: fc.constantFrom('queued' as const, 'waiting-for-approval' as const),
        cancelSuperseded: fc.boolean(),
        isOnlyUp: fc.constant(false),
      }),
      { selector: ({ id }) => id },
    );
    fc.assert(
      fc.property(arbitrary, fc.option(fc.nat(20), { nil: undefined }), (others, working) => {
        const members: ((typeof others)[number] | ReturnType<typeof member>)[] = others.filter(
          ({ id }) => id !== working,
        );
        if (working !== undefined) members.push(member(working, 'running'));
        const { superseded, admitted: next } = decideGroup(members);
        const stopped = new Set(superseded.map(({ id }) => id));
        const left = working !== undefined && !stopped.has(working);
        expect(left && next !== undefined).toBe(false);
        expect(next === undefined || !stopped.has(next)).toBe(true);
      }),
    );
  });
});

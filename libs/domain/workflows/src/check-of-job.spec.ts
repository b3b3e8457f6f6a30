import { describe, expect, it } from '@jest/globals';
import { parseWorkflows } from '@slipway/resources';
import { checkOfJob, jobOfCheck, type JobCheck } from './check-of-job.ts';
import { newWorkflowRun } from './transition.ts';
import type { WorkflowEvent } from './workflow-event.ts';
import type { WorkflowJobRun, WorkflowRun } from './workflow-run.ts';

const [workflow] = parseWorkflows(
  'slipway.yaml',
  `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: digits }
spec:
  on: { push: {} }
  jobs: [{ name: train, run: { image: python:3.13, command: [python, train.py] } }]
`,
);
const push: WorkflowEvent = { name: 'push', branch: 'main', commit: 'c'.repeat(40) };

function check(job: Partial<WorkflowJobRun>, run: Partial<WorkflowRun> = {}, event = push): JobCheck {
  const [spec] = workflow?.spec.jobs ?? [];
  if (!workflow || !spec) throw new Error('there is no job');
  const whole = { ...newWorkflowRun({ workflow, event }), ...run };
  return checkOfJob('digits', event, whole, spec, { name: 'train', state: 'waiting', attempt: 1, ...job });
}

describe('the check of a job', () => {
  it('says what came of it', () => {
    const result = {
      ...{ cluster: 'gpu', trackingRun: 'f00', metrics: { loss: 0.1, accuracy: 0.97 } },
      remarks: [{ level: 'warning', path: 'a.py', line: 2, title: 'W1', message: 'unused' }] as const,
      summary: '## Confusion\n\nnone',
    };
    const times = { startedAt: '2026-11-27T12:00:00.000Z', endedAt: '2026-11-27T12:01:30.400Z' };
    expect(check({ state: 'succeeded', attempt: 2, run: 'digits-train-abc', ...times, result })).toEqual({
      ...{ name: 'digits / train', state: 'success', title: 'succeeded in 1m30s', actions: [] },
      annotations: result.remarks,
      summary: [
        '- started by: a push to main',
        '- does: run',
        '- attempt: 2',
        '- run: `digits-train-abc`',
        '- cluster: `gpu`',
        '- run of tracking: `f00`',
        '',
        '| metric | last value |',
        '|---|---|',
        '| `accuracy` | 0.97 |',
        '| `loss` | 0.1 |',
        '',
        '## Confusion',
        '',
        'none',
        '',
      ].join('\n'),
    });
  });

  it('shows the end of the log of one that failed, without what looks like a secret', () => {
    const logTail = `Traceback\n\`\`\`\ntoken ghp_${'a1B2'.repeat(9)}\n`;
    const { state, title, summary } = check({ state: 'failed', reason: 'exit code 1', result: { logTail } });
    expect([state, title]).toEqual(['failure', 'exit code 1']);
    expect(summary).toContain('````text\nTraceback\n```\ntoken (removed: a secret)\n````');
  });

  it('of a fork has a button until somebody has approved it', () => {
    const fork: WorkflowEvent = {
      ...{
        name: 'pull_request',
        number: 3,
        base: 'main',
        branch: 'x',
        author: 'eve<b>',
        commit: push.commit,
      },
      fromFork: true,
    };
    const { state, actions, summary } = check({}, {}, fork);
    expect([state, actions.map(({ identifier }) => identifier)]).toEqual(['action-required', ['approve']]);
    expect(summary).toContain('eve&lt;b&gt;');
    expect(check({ state: 'running' }, { state: 'running' }, fork)).toMatchObject({
      ...{ state: 'in-progress', actions: [] },
    });
  });

  it('is never longer than a host takes', () => {
    const { summary, title } = check({
      ...{ state: 'failed', reason: 'x'.repeat(5_000) },
      result: { summary: '€'.repeat(100_000), logTail: '€'.repeat(100_000) },
    });
    expect(Buffer.byteLength(summary)).toBeLessThan(65_000);
    expect(title.length).toBeLessThanOrEqual(200);
  });

  it('is cut between characters', () => {
    const { title, summary } = check({ state: 'failed', reason: `x${'😀'.repeat(20_000)}` });
    expect([title.isWellFormed(), summary.isWellFormed()]).toEqual([true, true]);
  });

  it('is known by its name', () => {
    expect(jobOfCheck('digits / train')).toEqual({ workflow: 'digits', job: 'train' });
    expect(jobOfCheck('slipway/plan')).toBeUndefined();
  });
});

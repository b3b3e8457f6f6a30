import { describe, expect, it } from '@jest/globals';
import type { ProcessState } from '@slipway/process-runtime';
import { judge, judgeAfterReboot, judgeArtifacts, type Observation } from './judge.ts';

const supervisor = { pid: 7, boot: 'b', started: '1' };
const running: ProcessState = { kind: 'running', supervisor };
const lost: ProcessState = { kind: 'lost', supervisor };
const exited = (code: number, interrupted = false): ProcessState => ({
  kind: 'exited',
  supervisor,
  code,
  interrupted,
});
const startedAt = new Date('2026-11-24T00:00:00Z');
const after = (seconds: number): Date => new Date(startedAt.getTime() + seconds * 1000);

function outcome(processes: readonly ProcessState[], over: Partial<Observation> = {}): string {
  const verdict = judge({
    processes,
    logBytes: processes.map(() => 0),
    maxLogBytes: 2 ** 20,
    now: after(59),
    startedAt,
    timeoutSeconds: 60,
    ...over,
  });
  return verdict ? `${verdict.outcome} ${String(verdict.exitCode)}: ${verdict.reason}` : 'goes on';
}

describe('judging an attempt', () => {
  it.each<[string, string]>([
    [outcome([running, exited(0)]), 'goes on'],
    [outcome([exited(0), exited(0)]), 'succeeded 0: exit code 0'],
    [outcome([exited(0, true)]), 'succeeded 0: exit code 0'],
    [outcome([exited(2)]), 'failed 2: exit code 2'],
    [outcome([running, exited(2)]), 'failed 2: process 1: exit code 2'],
    [outcome([exited(126)]), 'failed 126: exit code 126: the command cannot be executed, see the log'],
    [outcome([exited(127)]), 'failed 127: exit code 127: the command was not found, see the log'],
    [
      outcome([exited(137)]),
      'failed 137: exit code 137: killed by SIGKILL, perhaps since the machine ran out of memory',
    ],
    [outcome([exited(139)]), 'failed 139: exit code 139: ended by signal 11'],
    [outcome([exited(255)]), 'failed 255: exit code 255'],
    [outcome([exited(143, true)]), 'lost 143: interrupted from outside, exit code 143'],
    [
      outcome([running, lost]),
      'lost undefined: process 1: its supervisor was killed, so nobody knows the exit code',
    ],
    [outcome([running], { now: after(60) }), 'failed undefined: timeout after 1m'],
    [outcome([running], { now: after(1e6), timeoutSeconds: undefined }), 'goes on'],
    [outcome([exited(0)], { now: after(61) }), 'succeeded 0: exit code 0'],
    [
      outcome([running, running], { logBytes: [0, 2 ** 20 + 1] }),
      'failed undefined: the log of process 1 grew beyond 1 MiB',
    ],
    [outcome([running], { logBytes: [2 ** 20] }), 'goes on'],
  ])('%s', (actual, expected) => {
    expect(actual).toBe(expected);
  });
});

describe('judging an attempt whose machine was started anew', () => {
  it('believes exit codes, and calls lost what has none', () => {
    expect(judgeAfterReboot([exited(0)])).toEqual({
      outcome: 'succeeded',
      reason: 'exit code 0',
      exitCode: 0,
    });
    expect(judgeAfterReboot([exited(3)])).toMatchObject({ outcome: 'failed', exitCode: 3 });
    const reboot = { outcome: 'lost', reason: 'the machine was restarted' };
    for (const processes of [
      [lost],
      [exited(143, true)],
      [exited(0), lost],
      [{ kind: 'not-started' } as const],
    ])
      expect(judgeAfterReboot(processes)).toEqual(reboot);
  });
});

describe('judging the outputs of an attempt', () => {
  const missing = { missing: true, message: 'no model' };
  const unsent = { missing: false, message: 'model refused' };
  it('makes a success without them a failure', () => {
    const success = { outcome: 'succeeded', reason: 'exit code 0', exitCode: 0 } as const;
    expect(judgeArtifacts(success, [])).toEqual({ verdict: success, warnings: [] });
    expect(judgeArtifacts(success, [missing, unsent])).toEqual({
      verdict: { outcome: 'failed', reason: 'no model; model refused', exitCode: 0 },
      warnings: [],
    });
  });

  it('lets a failure do without, but tells of those that could not be stored', () => {
    const failure = { outcome: 'failed', reason: 'exit code 2', exitCode: 2 } as const;
    expect(judgeArtifacts(failure, [missing, unsent])).toEqual({
      verdict: failure,
      warnings: ['model refused'],
    });
  });
});

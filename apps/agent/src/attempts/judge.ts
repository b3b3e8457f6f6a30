import { formatDuration } from '@slipway/kernel';
import type { ProcessState } from '@slipway/process-runtime';
import type { Verdict } from './journal-state.ts';

/** Everything that decides how an attempt goes on, at one moment. */
export interface Observation {
  readonly processes: readonly ProcessState[];
  /** Bytes of each process's log. */
  readonly logBytes: readonly number[];
  readonly maxLogBytes: number;
  readonly now: Date;
  readonly startedAt: Date;
  readonly timeoutSeconds: number | undefined;
}

/** Whether an attempt that runs is to end, and how. Undefined while it is to go on. */
export function judge(observation: Observation): Verdict | undefined {
  return judgeProcesses(observation.processes) ?? judgeBounds(observation);
}

/**
 * How an attempt ends whose machine was started anew: nothing of it runs any more, but what had ended before may have left
 * its exit code.
 */
export function judgeAfterReboot(processes: readonly ProcessState[]): Verdict {
  const verdict = judgeProcesses(processes);
  const known = verdict?.outcome === 'succeeded' || verdict?.outcome === 'failed';
  return known ? verdict : { outcome: 'lost', reason: 'the machine was restarted' };
}

export interface ArtifactProblem {
  /** The program did not write it. */
  readonly missing: boolean;
  readonly message: string;
}

/** What the outputs make of an end: a success without them is none, and a failure may do without. */
export function judgeArtifacts(
  verdict: Verdict,
  problems: readonly ArtifactProblem[],
): { readonly verdict: Verdict; readonly warnings: readonly string[] } {
  const messages = problems.map(({ message }) => message);
  if (verdict.outcome === 'succeeded' && problems.length > 0) {
    return { verdict: { ...verdict, outcome: 'failed', reason: messages.join('; ') }, warnings: [] };
  }
  return { verdict, warnings: problems.filter(({ missing }) => !missing).map(({ message }) => message) };
}

function judgeProcesses(processes: readonly ProcessState[]): Verdict | undefined {
  for (const [index, state] of processes.entries()) {
    const who = processes.length > 1 ? `process ${String(index)}: ` : '';
    if (state.kind === 'exited' && state.code !== 0) {
      if (state.interrupted)
        return {
          outcome: 'lost',
          reason: `${who}interrupted from outside, exit code ${String(state.code)}`,
          exitCode: state.code,
        };
      return { outcome: 'failed', reason: who + describeExit(state.code), exitCode: state.code };
    }
    if (state.kind === 'lost')
      return { outcome: 'lost', reason: `${who}its supervisor was killed, so nobody knows the exit code` };
  }
  if (processes.every((state) => state.kind === 'exited'))
    return { outcome: 'succeeded', reason: 'exit code 0', exitCode: 0 };
  return undefined;
}

function judgeBounds({
  logBytes,
  maxLogBytes,
  now,
  startedAt,
  timeoutSeconds,
}: Observation): Verdict | undefined {
  if (timeoutSeconds !== undefined && now.getTime() - startedAt.getTime() >= timeoutSeconds * 1000) {
    return { outcome: 'failed', reason: `timeout after ${formatDuration(timeoutSeconds * 1000)}` };
  }
  const loud = logBytes.findIndex((bytes) => bytes > maxLogBytes);
  if (loud === -1) return undefined;
  return {
    outcome: 'failed',
    reason: `the log of process ${String(loud)} grew beyond ${String(Math.floor(maxLogBytes / 1_048_576))} MiB`,
  };
}

function describeExit(code: number): string {
  if (code === 127) return 'exit code 127: the command was not found, see the log';
  if (code === 126) return 'exit code 126: the command cannot be executed, see the log';
  if (code === 137) return 'exit code 137: killed by SIGKILL, perhaps since the machine ran out of memory';
  if (code > 128 && code < 160) return `exit code ${String(code)}: ended by signal ${String(code - 128)}`;
  return `exit code ${String(code)}`;
}

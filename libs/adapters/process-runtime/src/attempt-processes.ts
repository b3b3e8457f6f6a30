import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UnavailableError, systemClock, type Clock } from '@slipway/kernel';
import type { ProcessIdentity } from './process-identity.ts';
import {
  dismissStart,
  fenceStart,
  inspectStart,
  isDismissed,
  listStarts,
  makeStart,
  startDirectory,
  type StartState,
} from './start-record.ts';
import { stopProcesses } from './stop-processes.ts';

export interface ProcessCommand {
  /** The program and its arguments, run as they are, without a shell. */
  readonly argv: readonly string[];
  /** The whole environment of the program. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
}

/** What became of one process of an attempt; a start that nobody runs counts as `not-started`. */
export type ProcessState =
  { readonly kind: 'not-started' } | Exclude<StartState, { kind: 'unclaimed' | 'fenced' }>;

export interface AttemptProcesses {
  /**
   * Runs the command as process `index`, unless it was started before, by this agent or an earlier one. Resolves when
   * the start is a fact that outlives the agent.
   * @throws UnavailableError when no supervisor comes up; nothing runs then and it may be tried again.
   */
  ensureStarted(index: number, command: ProcessCommand): Promise<void>;
  inspect(index: number): Promise<ProcessState>;
  /** Stops process `index` and its children; afterwards it is as if it had not been started. */
  dismiss(index: number, graceMs: number): Promise<void>;
  /** Stops everything the attempt has started, children that left their group included; see `stopProcesses`. */
  stop(graceMs: number, onStubborn?: (pids: readonly number[]) => void): Promise<void>;
  /** Resolves when something may have changed, or after `milliseconds`. */
  waitForChange(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

const script = fileURLToPath(new URL('../supervise.sh', import.meta.url));
const claimTimeoutMs = 10_000;

/** Environment variable that every process of an attempt carries, so that its strays can be found. */
export const attemptMarker = 'SLIPWAY_ATTEMPT';

/** Standard output and error of a process, in the order they were written. */
export function logFile(attemptDirectory: string, index: number): string {
  return path.join(attemptDirectory, `out-${String(index)}.log`);
}

/** The processes of the attempt whose state lies in `directory`. At most one agent may work on a directory. */
export function openAttemptProcesses(
  directory: string,
  attempt: string,
  clock: Clock = systemClock,
): AttemptProcesses {
  const changed = new EventTarget();

  const latest = async (index: number): Promise<{ number: number; state: StartState } | undefined> => {
    const number = (await listStarts(directory)).get(index)?.at(-1);
    if (number === undefined) return undefined;
    const start = startDirectory(directory, number, index);
    const state = await inspectStart(start);
    // A process that was dismissed is over when it no longer runs, however it has ended.
    const isOver = state.kind !== 'unclaimed' && state.kind !== 'running' && (await isDismissed(start));
    return { number, state: isOver ? { kind: 'fenced' } : state };
  };

  const awaitClaim = async (start: string, ended: AbortSignal): Promise<void> => {
    const deadline = clock.now().getTime() + claimTimeoutMs;
    while ((await inspectStart(start)).kind === 'unclaimed') {
      const tooLate = ended.aborted || clock.now().getTime() > deadline;
      if (tooLate && (await fenceStart(start))) {
        throw new UnavailableError('The supervisor of a process did not come up', {
          details: { attempt, start },
          cause: ended.reason,
        });
      }
      await clock.sleep(3, ended);
    }
  };

  return {
    async ensureStarted(index, command) {
      const before = await latest(index);
      if (before) {
        const taken =
          before.state.kind === 'fenced' ||
          (before.state.kind === 'unclaimed' &&
            (await fenceStart(startDirectory(directory, before.number, index))));
        if (!taken) return;
      }
      const start = await makeStart(directory, (before?.number ?? 0) + 1, index);
      const ended = new AbortController();
      await spawnSupervisor(start, command, logFile(directory, index), (reason) => {
        ended.abort(reason);
        changed.dispatchEvent(new Event('change'));
      });
      await awaitClaim(start, ended.signal);
    },

    async inspect(index) {
      const state = (await latest(index))?.state;
      return state === undefined || state.kind === 'unclaimed' || state.kind === 'fenced'
        ? { kind: 'not-started' }
        : state;
    },

    async dismiss(index, graceMs) {
      const before = await latest(index);
      if (before === undefined || before.state.kind === 'fenced') return;
      const start = startDirectory(directory, before.number, index);
      if (before.state.kind === 'unclaimed' && (await fenceStart(start))) return;
      await dismissStart(start);
      const state = await inspectStart(start);
      await stopProcesses({
        markers: [`${attemptMarker}=${attempt}`, `JOB_COMPLETION_INDEX=${String(index)}`],
        leaders: 'supervisor' in state ? [state.supervisor] : [],
        graceMs,
        clock,
      });
    },

    async stop(graceMs, onStubborn) {
      const leaders: ProcessIdentity[] = [];
      for (const [index, numbers] of await listStarts(directory)) {
        for (const number of numbers) {
          const start = startDirectory(directory, number, index);
          let state = await inspectStart(start);
          if (state.kind === 'unclaimed') {
            // A supervisor still on its way must not begin now. Others need no fence, which a full disk would refuse.
            await fenceStart(start);
            state = await inspectStart(start);
          }
          if (state.kind !== 'unclaimed' && state.kind !== 'fenced') leaders.push(state.supervisor);
        }
      }
      await stopProcesses({
        markers: [`${attemptMarker}=${attempt}`],
        leaders,
        graceMs,
        clock,
        ...(onStubborn && { onStubborn }),
      });
    },

    async waitForChange(milliseconds, signal) {
      const woken = new AbortController();
      const wake = (): void => {
        woken.abort();
      };
      changed.addEventListener('change', wake, { once: true });
      await clock.sleep(milliseconds, signal ? AbortSignal.any([signal, woken.signal]) : woken.signal);
      changed.removeEventListener('change', wake);
    },
  };
}

async function spawnSupervisor(
  start: string,
  command: ProcessCommand,
  log: string,
  onEnd: (reason: Error) => void,
): Promise<void> {
  const output = await open(log, 'a', 0o600);
  try {
    const toolPath = process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin';
    const child = spawn('/bin/sh', [script, start, toolPath, ...command.argv], {
      cwd: command.workingDirectory,
      env: command.environment,
      detached: true, // its own session and process group: it outlives the agent
      stdio: ['ignore', output.fd, output.fd],
    });
    child.once('error', onEnd);
    child.once('exit', (code, signal) => {
      onEnd(new Error(`it ended with ${signal ?? String(code)}`));
    });
    child.unref();
  } finally {
    await output.close();
  }
}

import { systemClock, type Clock } from '@slipway/kernel';
import { isRunning, type ProcessIdentity } from './process-identity.ts';
import { listProcesses } from './process-table.ts';
import { systemErrorCode } from './system-error.ts';

export interface StopOptions {
  /** Each is a `NAME=value` in the environment of everything that is to be stopped. */
  readonly markers: readonly string[];
  /** Leaders of process groups that are to be stopped, as far as they still run. */
  readonly leaders: readonly ProcessIdentity[];
  /** Milliseconds between SIGTERM and SIGKILL; 0 kills at once. */
  readonly graceMs: number;
  /** Told once when processes still run 10 s after SIGKILL (they hang in the kernel). */
  readonly onStubborn?: (pids: readonly number[]) => void;
  readonly clock?: Clock;
}

const pollMs = 25;
const stubbornMs = 10_000;

/**
 * Stops process groups and everything that carries the markers: SIGTERM, a grace period, SIGKILL. Resolves when none of
 * it runs any more, and not before. A process escapes only when it cleared its environment and left its group (or
 * outlived a leader that somebody killed); where there is no /proc, also when it only left its group.
 */
export async function stopProcesses(options: StopOptions): Promise<void> {
  const clock = options.clock ?? systemClock;
  const groups = new Set<number>();
  for (const leader of options.leaders) {
    // A group is ours while its leader runs; after that its number is not reused as long as the group has members.
    if (await isRunning(leader)) groups.add(leader.pid);
  }
  const survivors = async (): Promise<Survivors> => {
    const table = await listProcesses(...options.markers);
    for (const { marked, pid, group } of table) {
      if (marked && (pid === group || options.leaders.some((leader) => leader.pid === group)))
        groups.add(group);
    }
    const left = table.filter((entry) => entry.marked || groups.has(entry.group));
    return {
      pids: left.map((entry) => entry.pid),
      groups: [...new Set(left.filter((entry) => groups.has(entry.group)).map((entry) => entry.group))],
      strays: left.filter((entry) => !groups.has(entry.group)).map((entry) => entry.pid),
    };
  };

  let left = await survivors();
  if (options.graceMs > 0) {
    const begun = clock.now().getTime();
    signalAll(left, 'SIGTERM');
    while (left.pids.length > 0 && clock.now().getTime() - begun < options.graceMs) {
      await clock.sleep(pollMs);
      left = await survivors();
    }
  }
  const killing = clock.now().getTime();
  let told = false;
  while (left.pids.length > 0) {
    signalAll(left, 'SIGKILL');
    await clock.sleep(pollMs);
    left = await survivors();
    if (!told && left.pids.length > 0 && clock.now().getTime() - killing > stubbornMs) {
      told = true;
      options.onStubborn?.(left.pids);
    }
  }
}

interface Survivors {
  readonly pids: readonly number[];
  /** Groups that are ours: one signal reaches all members, also those that are being forked right now. */
  readonly groups: readonly number[];
  /** Marked processes in other groups. */
  readonly strays: readonly number[];
}

function signalAll(survivors: Survivors, name: 'SIGTERM' | 'SIGKILL'): void {
  for (const target of [...survivors.groups.map((group) => -group), ...survivors.strays]) {
    try {
      process.kill(target, name);
    } catch (error) {
      const code = systemErrorCode(error);
      if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    }
  }
}

import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { hasProc, readProcessStat } from './process-identity.ts';

const run = promisify(execFile);

export interface TableEntry {
  readonly pid: number;
  readonly group: number;
  /** Whether its environment holds the markers that were asked for; always false where environments cannot be read. */
  readonly marked: boolean;
}

/**
 * The processes that run now, without this one and without those that have ended. Each of `markers` is a `NAME=value` of the
 * environment they were started with: it stays with a process that moves to another group or session.
 */
export async function listProcesses(...markers: readonly string[]): Promise<readonly TableEntry[]> {
  const entries = hasProc ? await fromProc(markers) : await fromPs();
  return entries.filter((entry) => entry.pid !== process.pid);
}

async function fromProc(markers: readonly string[]): Promise<TableEntry[]> {
  const entries: TableEntry[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readProcessStat(Number(name));
    if (stat === undefined || stat.state === 'Z' || stat.state === 'X') continue;
    entries.push({ pid: Number(name), group: stat.group, marked: await holds(name, markers) });
  }
  return entries;
}

async function holds(pid: string, markers: readonly string[]): Promise<boolean> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`);
    const whole = Buffer.concat([Buffer.of(0), environment]);
    return markers.every((marker) => whole.includes(`\0${marker}\0`));
  } catch {
    return false; // ended meanwhile, or another user's
  }
}

async function fromPs(): Promise<TableEntry[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,pgid=,stat=']);
  return stdout.split('\n').flatMap((line) => {
    const [pid, group, state = 'Z'] = line.trim().split(/\s+/);
    return state.startsWith('Z') ? [] : [{ pid: Number(pid), group: Number(group), marked: false }];
  });
}

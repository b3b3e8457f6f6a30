import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { unlessMissing } from './system-error.ts';

const run = promisify(execFile);

/** Linux offers everything below /proc; elsewhere `ps` and `sysctl` answer. */
export const hasProc = existsSync('/proc/self/stat');

/** Names one process for good: ids are reused, the pair of boot and start time is not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Changes with each start of the machine. */
  readonly boot: string;
  /** Clock ticks since boot on Linux, the date that `ps` prints elsewhere. Compared for equality only. */
  readonly started: string;
}

export interface ProcessStat {
  /** One letter, see proc_pid_stat(5); `Z` is a process that has ended and was not collected yet. */
  readonly state: string;
  readonly group: number;
  readonly session: number;
  readonly started: string;
}

/** Reads a line of /proc/<pid>/stat. The command's name stands in parentheses and may itself contain any character. */
export function parseProcessStat(line: string): ProcessStat | undefined {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [state = '', , group = '', session = ''] = fields;
  const started = fields[19];
  return started === undefined
    ? undefined
    : { state, group: Number(group), session: Number(session), started };
}

/** Undefined when there is no such process any more. */
export async function readProcessStat(pid: number): Promise<ProcessStat | undefined> {
  try {
    return parseProcessStat(await readFile(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    return undefined; // ENOENT, or ESRCH when it ends while it is being read
  }
}

let boot: Promise<string> | undefined;

/** The id of this start of the machine. */
export function bootId(): Promise<string> {
  boot ??= hasProc
    ? readFile('/proc/sys/kernel/random/boot_id', 'utf8').then((text) => text.trim())
    : run('sysctl', ['-n', 'kern.bootsessionuuid']).then(({ stdout }) => stdout.trim());
  return boot;
}

async function startTime(pid: number): Promise<string | undefined> {
  if (hasProc) {
    const stat = await readProcessStat(pid);
    return stat === undefined || stat.state === 'Z' || stat.state === 'X' ? undefined : stat.started;
  }
  try {
    const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C' },
    });
    const [, state = '', started = ''] = /^\s*(\S+)\s+(.*\S)/.exec(stdout) ?? [];
    return state.startsWith('Z') || started === '' ? undefined : started;
  } catch {
    return undefined; // ps ends with 1 when there is no such process
  }
}

/** Who runs under this process id now; undefined when nobody does. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  const started = await startTime(pid);
  return started === undefined ? undefined : { pid, boot: await bootId(), started };
}

export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return identity.boot === (await bootId()) && (await startTime(identity.pid)) === identity.started;
}

/** Reads what a supervisor or a lock holder wrote about itself: process id, boot id and start time, one a line. */
export async function readIdentity(file: string): Promise<ProcessIdentity | 'none' | 'missing'> {
  const text = await unlessMissing(readFile(file, 'utf8'));
  if (text === undefined) return 'missing';
  const [pid = '', bootLine = '', started = ''] = text.split('\n').map((line) => line.trim());
  if (!/^[1-9]\d*$/.test(pid) || started === '') return 'none';
  const stat = started.includes(')') ? parseProcessStat(started) : undefined;
  return { pid: Number(pid), boot: bootLine, started: stat?.started ?? started };
}

export function identityText(identity: ProcessIdentity): string {
  return `${String(identity.pid)}\n${identity.boot}\n${identity.started}\n`;
}

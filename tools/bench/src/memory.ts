import { readFile } from 'node:fs/promises';
import { familyOf } from './process-family.ts';

/** In MiB. */
export interface Memory {
  /** Resident memory of the process itself. */
  readonly own: number;
  /** Resident memory of it and all its descendants; what several of them share (PostgreSQL's buffers) counts for each. */
  readonly resident: number;
  /** Proportional memory of the same: what n processes of the machine share counts 1/n for each. */
  readonly proportional: number;
}

/** Memory of a process and its descendants, from /proc (Linux). */
export async function memoryOf(root: number): Promise<Memory> {
  const family = await familyOf(root);
  const rss = await Promise.all(family.map(residentOf));
  const pss = await Promise.all(family.map((pid) => mebibytes(pid, 'smaps_rollup', 'Pss')));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return { own: rss[0] ?? 0, resident: sum(rss), proportional: sum(pss) };
}

/** Resident memory of a process, in MiB; 0 when it has ended. */
export const residentOf = (pid: number): Promise<number> => mebibytes(pid, 'status', 'VmRSS');

/** The most resident memory that a process has had, in MiB. */
export const peakOf = (pid: number): Promise<number> => mebibytes(pid, 'status', 'VmHWM');

async function mebibytes(pid: number, file: string, field: string): Promise<number> {
  const text = await textOf(`/proc/${String(pid)}/${file}`);
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024;
}

/** Empty for a process that has ended meanwhile. */
function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

import { readFile, readdir } from 'node:fs/promises';

/** The process first, then its descendants, from /proc (Linux). */
export async function familyOf(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    const fields = /^\d+$/.test(name) ? await statOf(Number(name)) : [];
    if (fields.length > 0) parents.set(Number(name), Number(fields[1]));
  }
  const family = new Set([root]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  return [...family];
}

/** Seconds of processor time that a process and its descendants have used, those that ended meanwhile included. */
export async function processorSeconds(root: number): Promise<number> {
  let ticks = 0;
  for (const pid of await familyOf(root)) {
    const fields = await statOf(pid);
    for (const field of fields.slice(11, 15)) ticks += Number(field);
  }
  return ticks / ticksPerSecond;
}

/** USER_HZ: the same on every Linux. */
const ticksPerSecond = 100;

/** The fields of proc(5)'s `stat` from `state` on; none for a process that has ended. */
async function statOf(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => '');
  return text === '' ? [] : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

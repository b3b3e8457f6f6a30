import { readFile, readdir } from 'node:fs/promises';

/** Ids of the other processes on this machine whose environment or command line contains `text`. */
export async function processesWith(text: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const read = (file: string): Promise<string> => readFile(`/proc/${name}/${file}`, 'utf8').catch(() => '');
    if ((await read('environ')).includes(text) || (await read('cmdline')).includes(text))
      found.push(Number(name));
  }
  return found;
}

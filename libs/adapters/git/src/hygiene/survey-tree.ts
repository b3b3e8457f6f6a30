import type { RepositorySnapshot } from '@slipway/changes';
import { Highest } from './highest.ts';

/** Folders and files that are named. */
const mostNamed = 20;

interface OpenFolder {
  readonly path: string;
  readonly prefix: string;
  entries: number;
}

/**
 * What a listing of `git ls-tree -r -t -z --full-tree` says, with `--long` when `sized`. It comes folder by folder, so that
 * memory is bounded by the depth of the tree.
 */
export async function surveyTree(
  records: AsyncIterable<string>,
  sized: boolean,
): Promise<Pick<RepositorySnapshot, 'widest' | 'deepest' | 'largest'>> {
  const widest = new Highest<{ path: string; entries: number }>(mostNamed, ({ entries }) => entries);
  const largest = new Highest<{ path: string; bytes: number }>(mostNamed, ({ bytes }) => bytes);
  let deepest = { path: '', folders: 0 };
  const open: OpenFolder[] = [{ path: '', prefix: '', entries: 0 }];
  const close = (): void => {
    const folder = open.pop();
    if (folder) widest.add({ path: folder.path, entries: folder.entries });
  };
  for await (const record of records) {
    const tab = record.indexOf('\t');
    const path = record.slice(tab + 1);
    const [, type = '', , bytes] = record.slice(0, tab).split(/ +/);
    while (!path.startsWith(open.at(-1)?.prefix ?? '')) close();
    const folder = open.at(-1);
    if (folder) folder.entries += 1;
    if (type === 'tree') {
      open.push({ path, prefix: `${path}/`, entries: 0 });
      if (open.length - 1 > deepest.folders) deepest = { path, folders: open.length - 1 };
    } else if (type === 'blob') largest.add({ path, bytes: Number(bytes) });
  }
  while (open.length > 0) close();
  return { widest: widest.all(), deepest, largest: sized ? largest.all() : undefined };
}

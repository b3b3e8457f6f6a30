import type { ListedEntry } from '@slipway/ports';
import { teamsFolder } from '@slipway/registry';
import type { ArtifactPlace } from './artifact-places.ts';

/** An entry of a listing as MLflow writes it. */
export interface FileInfo {
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size: number | undefined;
}

/** Entries of one answer: MLflow's clients take an answer for the whole folder. */
const mostEntries = 100_000;

/**
 * What lies in a folder, up to `mostEntries`, by name, without what is of other teams; `next` is there when that is not all. Each path is that of the
 * folder as the client knows it, and the name.
 */
export async function listFolder(
  { store, key }: ArtifactPlace,
  folder: string,
  after?: string,
): Promise<{ readonly files: readonly FileInfo[]; readonly next: string | undefined }> {
  const entries: ListedEntry[] = [];
  let next = after;
  do {
    const page = await store.list(key, { limit: mostEntries - entries.length, after: next });
    for (const entry of page.entries) if (key !== '' || entry.name !== teamsFolder) entries.push(entry);
    next = page.next;
  } while (next !== undefined && entries.length < mostEntries);
  const files = byCodePoints(entries).map(({ name, bytes }) => ({
    path: folder === '' ? name : `${folder}/${name}`,
    is_dir: bytes === undefined,
    file_size: bytes,
  }));
  return { files, next };
}

/** As Python sorts; that is also the order of UTF-8. */
function byCodePoints(entries: readonly ListedEntry[]): readonly ListedEntry[] {
  return entries
    .map((entry) => ({ entry, bytes: Buffer.from(entry.name) }))
    .sort((left, right) => left.bytes.compare(right.bytes))
    .map(({ entry }) => entry);
}

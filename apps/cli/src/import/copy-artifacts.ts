import { createHash } from 'node:crypto';
import { InvalidInputError, describeError } from '@slipway/kernel';
import type { ImportContext } from './import-context.ts';
import { FilePage, readAnswer } from './mlflow-answers.ts';
import { paged } from './paged.ts';

/** A run or a logged model as the owner of files. */
export interface ArtifactOwner {
  readonly kind: 'run' | 'logged-model';
  readonly id: string;
  /** Where its files lie at the source, and here. */
  readonly from: string;
  readonly to: string;
}

interface File {
  readonly path: string;
  readonly bytes: number;
}

/** Folders below each other; more are no tree of artifacts. */
const deepest = 50;

/** Copies the files of a run or logged model, one after the other, and compares their SHA-256 with what was stored. */
export async function copyArtifacts(context: ImportContext, owner: ArtifactOwner): Promise<void> {
  const { tally, dryRun, onProgress } = context;
  const folder = dryRun ? '' : proxiedFolder(owner.to);
  for await (const file of filesOf(context, owner, '', 0)) {
    tally.add('artifacts', 'source');
    tally.add('artifact bytes', 'source', file.bytes);
    if (!dryRun) {
      try {
        await copyFile(context, owner, file, folder);
      } catch (error) {
        context.signal.throwIfAborted();
        tally.fail(`${owner.kind} ${owner.id}, artifact ${file.path}: ${describeError(error)}`);
      }
    }
    onProgress();
  }
}

/** Files of one folder after those of its folders. */
async function* filesOf(
  context: ImportContext,
  owner: ArtifactOwner,
  folder: string,
  depth: number,
): AsyncGenerator<File> {
  if (depth > deepest) throw new InvalidInputError(`${owner.kind} ${owner.id} has folders without end`);
  const { source } = context;
  const pages = paged(
    async (token) =>
      readAnswer(
        FilePage,
        owner.kind === 'run'
          ? await source.get('artifacts/list', {
              run_id: owner.id,
              path: folder || undefined,
              page_token: token,
            })
          : await source.get(`logged-models/${encodeURIComponent(owner.id)}/artifacts/directories`, {
              artifact_directory_path: folder || undefined,
              page_token: token,
            }),
      ),
    ({ files }) => files,
  );
  for await (const { path, is_dir: isFolder, file_size: bytes = 0 } of pages) {
    if (isFolder) yield* filesOf(context, owner, path, depth + 1);
    else yield { path, bytes };
  }
}

async function copyFile(
  { source, target, tally }: ImportContext,
  { kind, id }: ArtifactOwner,
  { path, bytes }: File,
  folder: string,
): Promise<void> {
  const content =
    kind === 'run'
      ? await source.download('/get-artifact', { run_id: id, path })
      : await source.download(
          `/ajax-api/2.0/mlflow/logged-models/${encodeURIComponent(id)}/artifacts/files`,
          { artifact_file_path: path },
        );
  const hash = createHash('sha256');
  let count = 0;
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      hash.update(chunk);
      count += chunk.byteLength;
      yield chunk;
    }
  };
  const place = [...folder.split('/'), ...path.split('/')].map(encodeURIComponent).join('/');
  const headers = await target.upload(`/api/2.0/mlflow-artifacts/artifacts/${place}`, hashed());
  tally.add('artifacts', 'copied');
  tally.add('artifact bytes', 'copied', count);
  const stored = /sha-256=:([^:]+):/.exec(headers.get('Repr-Digest') ?? '')?.[1];
  if (stored !== hash.digest('base64'))
    throw new InvalidInputError('its SHA-256 is another after it was stored');
  if (bytes !== 0 && count !== bytes)
    throw new InvalidInputError(`it has ${String(count)} bytes, and ${String(bytes)} were listed`);
  tally.add('artifacts', 'verified');
  tally.add('artifact bytes', 'verified', count);
}

/** The folder below the registry's own store that a URI stands for. */
function proxiedFolder(uri: string): string {
  const path = /^mlflow-artifacts:\/*(.*)$/.exec(uri)?.[1];
  if (path !== undefined) return path;
  throw new InvalidInputError(
    `this registry does not keep artifacts itself (${uri}): import without artifacts, by --include experiments --include models`,
  );
}

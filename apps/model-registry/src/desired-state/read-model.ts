import { InvalidInputError, TooLargeError, type Issue } from '@slipway/kernel';
import type { EnvironmentHistory, ObjectId } from '@slipway/ports';
import {
  modelOfFile,
  parseModelFiles,
  type ModelFile,
  type ModelFileOrigin,
  type RegisteredModelState,
} from '@slipway/registry';

/** What the files of a model say; `model` undefined: there are none. */
export type ReadModel =
  | { readonly kind: 'read'; readonly model: RegisteredModelState | undefined }
  | { readonly kind: 'broken'; readonly message: string; readonly issues: readonly Issue[] };

/** The model that lies at `path` (without `.yaml`) in the tree of a commit. */
export async function readModel(
  history: EnvironmentHistory,
  commit: ObjectId,
  path: string,
  origin: ModelFileOrigin,
): Promise<ReadModel> {
  const blobs: { readonly path: string; readonly blob: ObjectId }[] = [];
  for await (const entry of history.files(commit, [`${path}.yaml`, path])) {
    if (modelOfFile(entry.path)?.path === path) blobs.push(entry);
  }
  return readModelFiles(history, blobs, origin);
}

/** The model of these files, in any order. */
export async function readModelFiles(
  history: Pick<EnvironmentHistory, 'read'>,
  blobs: readonly { readonly path: string; readonly blob: ObjectId }[],
  origin: ModelFileOrigin,
): Promise<ReadModel> {
  try {
    const files = await Promise.all(
      blobs.map(async ({ path, blob }): Promise<ModelFile> => ({ path, text: await history.read(blob) })),
    );
    const main = files.find(({ path }) => modelOfFile(path)?.isMain);
    if (!main) return { kind: 'read', model: undefined };
    const others = files.filter((file) => file !== main);
    return { kind: 'read', model: parseModelFiles([main, ...others], origin) };
  } catch (error) {
    if (!(error instanceof InvalidInputError || error instanceof TooLargeError)) throw error;
    return { kind: 'broken', message: error.message, issues: error.issues };
  }
}

import { InvalidInputError, TooLargeError, type Issue } from '@slipway/kernel';
import { modelOfFile, parseModelFiles, type ModelFile } from '@slipway/registry';
import { findingOf, type Finding } from './finding.ts';
import { regularText } from './read-side.ts';
import type { FileChange, Snapshot } from './snapshot.ts';

const invalid = { level: 'failure', source: 'schema', title: 'not valid' } as const;
/** Stands for what a file leaves out, which its commit will tell. */
const origin = { at: 0, by: 'somebody' };

/** Files of the models that a change touches, with those beside them, as the revision has them: by model, the main one first. */
export function filesOfModels(
  changes: readonly FileChange[],
  files: Snapshot['files'],
): ReadonlyMap<string, readonly string[]> {
  const touched = new Set(changes.flatMap(({ path }) => modelOfFile(path)?.path ?? []));
  const found = new Map<string, string[]>();
  if (touched.size === 0) return found;
  for (const path of files.keys()) {
    const model = modelOfFile(path);
    if (!model || !touched.has(model.path)) continue;
    const paths = found.get(model.path) ?? [];
    if (model.isMain) paths.unshift(path);
    else paths.push(path);
    found.set(model.path, paths);
  }
  return found;
}

/** What the registry could not read of the models that a change touches. */
export function modelFindings(changes: readonly FileChange[], head: Snapshot): readonly Finding[] {
  return [...filesOfModels(changes, head.files).values()].flatMap((paths) => {
    const files = paths.flatMap((path): ModelFile[] => {
      const text = regularText(head, path);
      return text === undefined ? [] : [{ path, text }];
    });
    const [main, ...others] = files;
    if (!main) return []; // what is no text is told by the rules of paths
    if (!modelOfFile(main.path)?.isMain)
      return [findingOf(invalid, main.path, { message: 'its model is gone: remove its versions too' })];
    return issuesOf([main, ...others]).map((issue) => findingOf(invalid, main.path, issue));
  });
}

function issuesOf(files: readonly [ModelFile, ...ModelFile[]]): readonly Issue[] {
  try {
    parseModelFiles(files, origin);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError || error instanceof TooLargeError)) throw error;
    return error.issues.length > 0 ? error.issues : [{ message: error.message }];
  }
}

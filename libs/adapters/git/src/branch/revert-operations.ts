import { changeLimits, type FileOperation } from '@slipway/changes';
import { InvalidInputError, TooLargeError, UnavailableError } from '@slipway/kernel';
import type { ObjectId } from '@slipway/ports';
import { ObjectReader } from '../objects/object-reader.ts';
import { gitRecords } from '../process/git-records.ts';
import { runGit, runGitOrThrow } from '../process/run-git.ts';

/** `conflict`: what came after it has changed the same. */
export type Reversal =
  | { readonly kind: 'operations'; readonly operations: readonly FileOperation[] }
  | { readonly kind: 'conflict'; readonly paths: readonly string[] };

const timeout = 60_000;
/** Of a commit that nobody will see. */
const nobody = {
  ...{ GIT_AUTHOR_NAME: 'slipway', GIT_AUTHOR_EMAIL: 'slipway@slipway.invalid' },
  ...{ GIT_COMMITTER_NAME: 'slipway', GIT_COMMITTER_EMAIL: 'slipway@slipway.invalid' },
};
const mostPaths = 20;

/**
 * What takes back a commit on top of a branch as it is now, as `git revert -m 1` does: nothing when that was done already.
 * @throws InvalidInputError when the commit is the first of all or brought what is no text, TooLargeError beyond the bounds of a
 * change
 */
export async function revertOperations(
  directory: string,
  branch: string,
  commit: ObjectId,
): Promise<Reversal> {
  const options = { directory, timeout };
  const before = await runGit(['rev-parse', '--verify', '--quiet', `${commit}^1^{tree}`], options);
  if (before.code !== 0) throw new InvalidInputError(`there is nothing before the commit ${commit}`);
  // A commit that takes it back right after it: merged with the branch, git takes the commit itself as what both come from.
  const made = ['commit-tree', before.stdout.trim(), '-p', commit, '-m', 'Take it back'];
  const undone = (await runGitOrThrow(made, { ...options, variables: nobody })).trim();
  const merged = await runGit(
    [
      ...['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z'],
      ...[`refs/heads/${branch}`, undone],
    ],
    options,
  );
  const [tree = '', ...paths] = merged.stdout.split('\0').filter((entry) => entry !== '');
  if (merged.code === 1) return { kind: 'conflict', paths: [...new Set(paths)].slice(0, mostPaths) };
  if (merged.code !== 0)
    throw new UnavailableError(`git merge-tree failed: ${merged.stderr.slice(0, 200)}`, {
      details: { directory },
    });
  return { kind: 'operations', operations: await differences(directory, `refs/heads/${branch}`, tree) };
}

/** Operations that make the tree `to` of `from`. */
async function differences(directory: string, from: string, to: ObjectId): Promise<readonly FileOperation[]> {
  const reader = new ObjectReader(directory);
  const operations: FileOperation[] = [];
  let fields: readonly string[] | undefined;
  try {
    for await (const record of gitRecords(directory, ['diff-tree', '-r', '-z', '--no-renames', from, to])) {
      if (fields === undefined) {
        fields = record.replace(/^:/, '').split(' ');
        continue;
      }
      const [, mode = '', , blob = '', status = ''] = fields;
      fields = undefined;
      if (operations.length === changeLimits.operations)
        throw new TooLargeError(
          `it touches more than ${String(changeLimits.operations)} files: revert it by git`,
        );
      if (status === 'D') operations.push({ op: 'delete', path: record });
      else if (mode === '100644')
        operations.push({ op: 'write', path: record, content: await textOf(reader, blob, record) });
      else throw new InvalidInputError(`${record} is no plain file: revert it by git`);
    }
  } finally {
    await reader.close();
  }
  return operations;
}

async function textOf(reader: ObjectReader, blob: ObjectId, path: string): Promise<string> {
  const object = await reader.read(blob, changeLimits.fileBytes);
  if (!object) throw new UnavailableError(`the file ${path} can not be read`, { details: { blob } });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(object.body);
  } catch (cause) {
    throw new InvalidInputError(`${path} is no text: revert it by git`, { cause });
  }
}

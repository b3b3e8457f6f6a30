import { isUtf8 } from 'node:buffer';
import { TooLargeError } from '@slipway/kernel';
import { mostFileBytes, type HostRepository, type ObjectId } from '@slipway/ports';
import {
  BlobAnswer,
  ChangedFileAnswers,
  ComparisonAnswer,
  RefAnswer,
  RepositoryAnswer,
  TagAnswer,
  TreeAnswer,
  type ChangedFileAnswer,
  type TreeEntryAnswer,
} from './answers.ts';
import type { RepositoryCalls } from './repository-calls.ts';

const reading = { contents: 'read' } as const;

/** What GitHub tells at most of a pull request, and of a comparison. */
const most = { changedFiles: 3_000, comparedFiles: 300 } as const;
const pageSize = 100;
/** Folders in one another, and tags of tags, that are looked into: each is a call. */
const deepest = { folders: 64, tags: 5 } as const;

export async function readRepository(calls: RepositoryCalls): Promise<HostRepository> {
  const answer = await calls.call('GET /repos/{owner}/{repo}', { metadata: 'read' }, {}, RepositoryAnswer);
  const { default_branch: defaultBranch, clone_url: cloneUrl, private: isPrivate } = answer;
  return { defaultBranch, cloneUrl, isPrivate };
}

/**
 * Goes down the trees of git by the names in the path, which so are never part of an address, and learns of each what it is:
 * GitHub's call for the contents of a path follows symbolic links without a word.
 */
export async function fileAt(
  calls: RepositoryCalls,
  commit: ObjectId,
  path: string,
): Promise<string | undefined> {
  const names = path.split('/');
  if (names.length > deepest.folders)
    throw new TooLargeError(`${JSON.stringify(path)} is in more than ${String(deepest.folders)} folders`, {
      details: { path },
    });
  let tree: ObjectId = commit;
  for (const name of names.slice(0, -1)) {
    const folder = await entryOf(calls, tree, name);
    if (folder?.type !== 'tree') return undefined;
    tree = folder.sha;
  }
  const file = await entryOf(calls, tree, names.at(-1) ?? '');
  return file?.mode.startsWith('100') === true ? readBlob(calls, path, file) : undefined;
}

async function entryOf(
  calls: RepositoryCalls,
  tree: ObjectId,
  name: string,
): Promise<TreeEntryAnswer | undefined> {
  const found = await calls.find(
    'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
    reading,
    { tree_sha: tree },
    TreeAnswer,
  );
  const entry = found?.tree.find((each) => each.path === name);
  if (!entry && found?.truncated === true)
    throw new TooLargeError(`the folder of ${JSON.stringify(name)} has more entries than GitHub tells`, {
      details: { tree },
    });
  return entry;
}

async function readBlob(
  calls: RepositoryCalls,
  path: string,
  { sha, size = 0 }: TreeEntryAnswer,
): Promise<string | undefined> {
  if (size > mostFileBytes)
    throw new TooLargeError(
      `${JSON.stringify(path)} has ${String(size)} bytes, more than ${String(mostFileBytes)}`,
      { details: { path, size } },
    );
  const { content } = await calls.call(
    'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
    reading,
    { file_sha: sha },
    BlobAnswer,
  );
  const bytes = Buffer.from(content, 'base64');
  return isUtf8(bytes) ? bytes.toString() : undefined;
}

/** Git has no other refs. */
const wholeRef = /^refs\/(?!.*(?:\.\.|\/\.))[^./][^\s\p{Cc}~^:?*[\\]*$/u;

export async function refCommit(calls: RepositoryCalls, ref: string): Promise<ObjectId | undefined> {
  if (!wholeRef.test(ref)) return undefined;
  const found = await calls.find(
    'GET /repos/{owner}/{repo}/git/ref/{ref}',
    reading,
    { ref: ref.slice('refs/'.length) },
    RefAnswer,
  );
  let object = found?.ref === ref ? found.object : undefined;
  for (let tags = 0; object?.type === 'tag' && tags < deepest.tags; tags += 1)
    ({ object } = await calls.call(
      'GET /repos/{owner}/{repo}/git/tags/{tag_sha}',
      reading,
      { tag_sha: object.sha },
      TagAnswer,
    ));
  return object?.type === 'commit' ? object.sha : undefined;
}

export async function readChangedFiles(
  calls: RepositoryCalls,
  number: number,
): Promise<readonly string[] | undefined> {
  const files = await calls.list(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
    { pull_requests: 'read' },
    { pull_number: number },
    ChangedFileAnswers,
    most.changedFiles / pageSize,
  );
  return files.length < most.changedFiles ? [...blobsOf(files).keys()].sort() : undefined;
}

/**
 * GitHub compares `head` with the commit where both have parted. Where that is not `base`, what `base` has changed since then
 * counts as well, but for what has become the same on both sides.
 */
export async function filesBetween(
  calls: RepositoryCalls,
  base: ObjectId,
  head: ObjectId,
): Promise<readonly string[] | undefined> {
  const there = await compare(calls, base, head);
  if (!there?.blobs) return undefined;
  const back = there.parted === base ? undefined : await compare(calls, head, base);
  const before = back ? back.blobs : new Map<string, undefined>();
  if (!before) return undefined;
  const paths = new Set([...there.blobs.keys(), ...before.keys()]);
  return [...paths].filter((path) => !isSame(path, there.blobs, before)).sort();
}

type Blobs = ReadonlyMap<string, ObjectId | undefined>;

const isSame = (path: string, one: Blobs | undefined, other: Blobs): boolean =>
  one?.has(path) === true && other.has(path) && one.get(path) === other.get(path);

/** `blobs`: undefined when there may be more of them. */
async function compare(
  calls: RepositoryCalls,
  base: ObjectId,
  head: ObjectId,
): Promise<{ readonly parted: ObjectId; readonly blobs: Blobs | undefined } | undefined> {
  const found = await calls.find(
    'GET /repos/{owner}/{repo}/compare/{basehead}',
    reading,
    // All files come with the first page, whatever its size: commits are not needed.
    { basehead: `${base}...${head}`, per_page: 1 },
    ComparisonAnswer,
  );
  if (!found) return undefined;
  const { files = [], merge_base_commit: parted } = found;
  return { parted: parted.sha, blobs: files.length < most.comparedFiles ? blobsOf(files) : undefined };
}

/** What was changed: the blobs as they are after it, none where a file is gone. */
function blobsOf(files: readonly ChangedFileAnswer[]): Blobs {
  const blobs = new Map<string, ObjectId | undefined>();
  for (const { filename, status, sha, previous_filename: previous } of files) {
    if (status === 'renamed' && previous !== undefined && !blobs.has(previous))
      blobs.set(previous, undefined);
    blobs.set(filename, status === 'removed' ? undefined : (sha ?? undefined));
  }
  return blobs;
}

import type { ChangedFile, FollowedCommit, ObjectId } from '@slipway/ports';
import { commitSummary, summaryFormat } from '../branch/commit-summary.ts';
import { gitRecords } from '../process/git-records.ts';

/**
 * Commits in `since..tip` along the first parents that touch files which `patterns` match, oldest first, each with these
 * files.
 */
export async function* followedCommits(
  directory: string,
  tip: ObjectId,
  since: ObjectId | undefined,
  patterns: readonly string[],
): AsyncGenerator<FollowedCommit> {
  const args = [
    '--glob-pathspecs',
    'log',
    '-z',
    '--reverse',
    '--first-parent',
    '--diff-merges=first-parent',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    `--format=%P%n${summaryFormat}`,
    tip,
    ...(since === undefined ? [] : [`^${since}`]),
    '--',
    ...patterns,
  ];
  let commit: Omit<FollowedCommit, 'files'> | undefined;
  let files: ChangedFile[] = [];
  let entry: string | undefined;
  // One record for each commit, then two for each of its files: `:modes ids letter` and the path.
  for await (const record of gitRecords(directory, args)) {
    if (entry !== undefined) {
      files.push(changedFile(entry, record));
      entry = undefined;
    } else if (/^\n?:/.test(record)) entry = record.trimStart();
    else {
      if (commit && files.length > 0) yield { ...commit, files };
      commit = commitOf(record);
      files = [];
    }
  }
  if (commit && files.length > 0) yield { ...commit, files };
}

/** A line with the parents, and the summary. */
function commitOf(record: string): Omit<FollowedCommit, 'files'> {
  const end = record.indexOf('\n');
  const [parent = ''] = record.slice(0, end).split(' ');
  return { ...commitSummary(record.slice(end + 1)), parent: parent === '' ? undefined : parent };
}

function changedFile(entry: string, path: string): ChangedFile {
  const [modeBefore = '', modeAfter = '', before = '', after = ''] = entry.slice(1).split(' ');
  return { path, before: blobOf(modeBefore, before), after: blobOf(modeAfter, after) };
}

function blobOf(mode: string, id: ObjectId): ObjectId | undefined {
  return mode.startsWith('100') ? id : undefined;
}

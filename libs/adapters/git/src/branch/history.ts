import { parseTrailers } from '@slipway/changes';
import { UnavailableError } from '@slipway/kernel';
import type { CommitSummary, HistoryQuery, ObjectId } from '@slipway/ports';
import { createGate } from '../process/gate.ts';
import { gitRecords } from '../process/git-records.ts';
import { runGit } from '../process/run-git.ts';
import { commitSummary, summaryFormat } from './commit-summary.ts';

const historyTimeout = 10_000;

const logRecords = (
  directory: string,
  args: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<string> => gitRecords(directory, ['--literal-pathspecs', 'log', '-z', ...args], signal);

/** Change-Ids in `since..tip`, newest first; in all of history when `since` is undefined or not in the repository. */
export async function* changeIdsBetween(
  directory: string,
  tip: ObjectId,
  since: ObjectId | undefined,
): AsyncGenerator<{ readonly change: string; readonly commit: ObjectId }> {
  const known = since !== undefined && (await isCommit(directory, since));
  for await (const record of logRecords(directory, [
    '--format=%H%n%B',
    tip,
    ...(known ? [`^${since}`] : []),
    '--',
  ])) {
    const { changeId } = parseTrailers(record.slice(41));
    if (changeId !== undefined) yield { change: changeId, commit: record.slice(0, 40) };
  }
}

async function isCommit(directory: string, id: ObjectId): Promise<boolean> {
  const { code } = await runGit(['cat-file', '-e', `${id}^{commit}`], { directory, timeout: historyTimeout });
  return code === 0;
}

/** Questions answered at once, by two processes of git each, and those that may wait. */
const askedAtOnce = 4;
const waiting = 64;

/**
 * Answers questions about history from the tip that `tipOf` names. However many ask, few processes of git run.
 * @throws UnavailableError after 10 s, and when too many ask at once.
 */
export function historyOf(
  directory: string,
  tipOf: () => Promise<ObjectId | undefined>,
): (query: HistoryQuery) => Promise<readonly CommitSummary[]> {
  const gate = createGate(askedAtOnce, waiting);
  return async (query) => {
    const leave = await gate();
    if (leave === undefined) throw new UnavailableError('too many questions about history at once');
    try {
      const tip = await tipOf();
      return tip === undefined ? [] : await commitHistory(directory, tip, query);
    } finally {
      leave();
    }
  };
}

/** Commits that name the resource or touch its paths, newest first. */
async function commitHistory(
  directory: string,
  tip: ObjectId,
  { resource, paths, limit }: HistoryQuery,
): Promise<readonly CommitSummary[]> {
  const named = ['-E', `--grep=^Resource: ${resource.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`];
  const [byName, byPath] = await Promise.all([
    commits(directory, limit, [...named, tip, '--']),
    paths.length === 0 ? [] : commits(directory, limit, [tip, '--', ...paths]),
  ]);
  return mergeNewestFirst(
    byName.filter((commit) => commit.resource === resource),
    byPath,
  ).slice(0, limit);
}

async function commits(
  directory: string,
  limit: number,
  args: readonly string[],
): Promise<readonly CommitSummary[]> {
  const found: CommitSummary[] = [];
  const signal = AbortSignal.timeout(historyTimeout);
  for await (const record of logRecords(
    directory,
    ['-n', String(limit), `--format=${summaryFormat}`, ...args],
    signal,
  )) {
    found.push(commitSummary(record));
  }
  return found;
}

/** Merges two lists that are each newest first and may share commits. Commits of one second keep their lists' order. */
export function mergeNewestFirst(
  left: readonly CommitSummary[],
  right: readonly CommitSummary[],
): CommitSummary[] {
  const merged: CommitSummary[] = [];
  const inLeft = new Set(left.map(({ commit }) => commit));
  const inRight = new Set(right.map(({ commit }) => commit));
  for (let l = 0, r = 0; l < left.length || r < right.length;) {
    const a = left[l];
    const b = right[r];
    if (a === undefined || b === undefined) {
      merged.push(...left.slice(l), ...right.slice(r));
      break;
    }
    if (a.commit === b.commit) {
      merged.push(a);
      l += 1;
      r += 1;
    } else if (!inRight.has(a.commit) && (inLeft.has(b.commit) || a.at >= b.at)) {
      merged.push(a);
      l += 1;
    } else {
      merged.push(b);
      r += 1;
    }
  }
  return merged;
}

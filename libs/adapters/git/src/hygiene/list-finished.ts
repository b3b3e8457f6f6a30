import { candidateKind, dayOfAttempt, finishedFiles, type FinishedFile } from '@slipway/changes';
import { TooLargeError } from '@slipway/kernel';
import type { ObjectId } from '@slipway/ports';
import { gitRecords } from '../process/git-records.ts';

/** Paths that are kept in memory; a repository with more is far beyond every limit. */
const mostCandidates = 100_000;
const oneDay = 86_400_000;

/**
 * Files at the tip that no part of Slipway needs any more, and that no part of it removes, in path order. It looks back in the
 * history only to the day of the oldest attempt that is there.
 * @throws TooLargeError for more than 100,000 attempts and Studies, UnavailableError when git fails or `signal` aborts.
 */
export async function listFinished(
  directory: string,
  tip: ObjectId,
  signal: AbortSignal,
): Promise<readonly FinishedFile[]> {
  const found = { studies: new Set<string>(), results: [] as string[], attempts: [] as string[] };
  let count = 0;
  const listing = ['ls-tree', '-r', '-z', '--full-tree', '--name-only', tip, '--', 'teams', 'clusters'];
  for await (const path of gitRecords(directory, listing, signal)) {
    const kind = candidateKind(path);
    if (kind === undefined) continue;
    if (kind === 'studies') found.studies.add(path);
    else found[kind].push(path);
    count += 1;
    if (count > mostCandidates)
      throw new TooLargeError(
        `more than ${String(mostCandidates)} manifests of attempts and Studies are at ${tip.slice(0, 12)}: remove the oldest by hand first`,
        { details: { directory } },
      );
  }
  const removed = await removedBefore(directory, tip, found.attempts, signal);
  return finishedFiles(found, removed);
}

/** Those of the attempts that a commit with a Change-Id has removed from the branch. */
async function removedBefore(
  directory: string,
  tip: ObjectId,
  attempts: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const removed = new Set<string>();
  if (attempts.length === 0) return removed;
  const wanted = new Set(attempts);
  const [oldest = ''] = attempts.map(dayOfAttempt).sort();
  const since = Date.parse(oldest) - oneDay; // clocks of machines differ
  const args = [
    ...['log', '-z', '--first-parent', '--diff-merges=first-parent', '--diff-filter=D', '--no-renames'],
    ...['--name-only', '--format=%H %(trailers:key=Change-Id,valueonly,separator=%x2C)'],
    ...(Number.isNaN(since) ? [] : [`--since=${new Date(since).toISOString()}`]),
    ...[tip, '--', 'clusters'],
  ];
  // One record for each commit, `<id> <Change-Id>`, and one for each file that it removes.
  let isOfSlipway = false;
  for await (const record of gitRecords(directory, args, signal)) {
    const path = record.trimStart();
    if (/^[0-9a-f]{40} /.test(path)) isOfSlipway = path.trimEnd().length > 40;
    else if (isOfSlipway && wanted.has(path)) removed.add(path);
  }
  return removed;
}

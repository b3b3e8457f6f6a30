import type { ChangeOutcome } from '@slipway/changes';
import type { EnvironmentBranch, Fence, ObjectId } from '@slipway/ports';
import type { CommitterContext } from '../context.ts';

/** Commits of which it is asked at once whether their changes are still without an outcome. */
const lookupSize = 500;

/**
 * Contacts the remote and settles every change whose commit is there although nobody recorded it: the writer crashed
 * after its push, or never heard what became of it. What was prepared for such a push is settled with it. Only then may pending changes be written: none of them is in the
 * history of the tip that is returned.
 */
export async function catchUp(
  { branch, queue, repository }: Pick<CommitterContext, 'branch' | 'queue' | 'repository'>,
  fence: Fence,
): Promise<ObjectId | undefined> {
  const tip = await branch.refresh();
  const recorded = await queue.recordedHead(repository);
  if (tip === undefined || tip === recorded) return tip;
  // Newest first, and the oldest commit of a change is the one we made: a later one was copied from it.
  const commitOf = new Map<string, ObjectId>();
  const prepared = await queue.prepared(repository);
  const withoutCommit: ChangeOutcome[] = [];
  for await (const commits of inGroups(branch.changeIds(tip, recorded), lookupSize)) {
    const unsettled = await queue.unsettled(
      repository,
      commits.map(({ change }) => change),
    );
    for (const { change, commit } of commits) {
      if (unsettled.has(change)) commitOf.set(change, commit);
      withoutCommit.push(...(prepared.get(commit) ?? []));
    }
  }
  const outcomes = [...commitOf].map(([id, commit]): ChangeOutcome => ({ id, state: 'pushed', commit }));
  await queue.settle(repository, tip, [...outcomes, ...withoutCommit], fence);
  return tip;
}

type OwnCommits = ReturnType<EnvironmentBranch['changeIds']>;
type OwnCommit = OwnCommits extends AsyncIterable<infer Item> ? Item : never;

async function* inGroups(commits: OwnCommits, size: number): AsyncGenerator<readonly OwnCommit[]> {
  let group: OwnCommit[] = [];
  for await (const commit of commits) {
    group.push(commit);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

import { setImmediate } from 'node:timers/promises';
import { commitMessage, type ChangeOutcome } from '@slipway/changes';
import { UnavailableError, describeError } from '@slipway/kernel';
import type { CommitBatch, EnvironmentBranch, LoggedChange, ObjectId } from '@slipway/ports';

/** What git writes for "no commit": the head of a repository that is still empty. */
export const noCommit = '0'.repeat(40);

/** Changes between which other work of the process gets its turn. */
const yieldEvery = 16;

export interface BuiltBatch {
  readonly batch: CommitBatch;
  /** One for each change, in their order; true once the batch is published. */
  readonly outcomes: readonly ChangeOutcome[];
  /** The tip after it. */
  readonly head: ObjectId | undefined;
}

/** A change that broke the writing itself instead of being refused by it: a defect of ours, and no reason to stop for all. */
export class BrokenChangeError extends Error {
  readonly change: string;
  constructor(change: string, cause: unknown) {
    super(`the change could not be applied: ${describeError(cause)}`, { cause });
    this.change = change;
  }
}

/**
 * Makes the commits of the changes on `tip`, one each, in their order. `broken` are changes, with the reason, that are
 * rejected unseen.
 * @throws UnavailableError when the repository can't be read, BrokenChangeError when a change breaks the writing.
 */
export async function buildBatch(
  branch: EnvironmentBranch,
  tip: ObjectId | undefined,
  changes: readonly LoggedChange[],
  broken: ReadonlyMap<string, string>,
): Promise<BuiltBatch> {
  const batch = await branch.startBatch(tip);
  const outcomes: ChangeOutcome[] = [];
  let head = tip;
  for (const [index, change] of changes.entries()) {
    if (index % yieldEvery === yieldEvery - 1) await setImmediate();
    const outcome = await outcomeOf(batch, change, head, broken.get(change.id)).catch((error: unknown) => {
      throw error instanceof UnavailableError ? error : new BrokenChangeError(change.id, error);
    });
    if (outcome.state === 'pushed') head = outcome.commit;
    outcomes.push(outcome);
  }
  return { batch, outcomes, head };
}

async function outcomeOf(
  batch: CommitBatch,
  change: LoggedChange,
  head: ObjectId | undefined,
  brokenBecause: string | undefined,
): Promise<ChangeOutcome> {
  const { id } = change;
  const reason = brokenBecause ?? (await failedPrecondition(batch, change));
  if (reason !== undefined) return { id, state: 'rejected', reason };
  const added = await batch.add({
    operations: change.operations,
    message: commitMessage(change),
    author: {
      name: change.requestedBy,
      email: `${change.requestedBy.replaceAll(/[^\w.-]/g, '-')}@slipway.invalid`,
    },
    at: change.acceptedAt,
  });
  switch (added.kind) {
    case 'commit':
      return { id, state: 'pushed', commit: added.commit };
    case 'no-effect':
      return { id, state: 'no-effect', commit: head ?? noCommit };
    case 'refused':
      return { id, state: 'rejected', reason: added.reason };
  }
}

async function failedPrecondition(
  batch: CommitBatch,
  { preconditions }: LoggedChange,
): Promise<string | undefined> {
  for (const { path, blob } of preconditions) {
    const found = (await batch.blobAt(path)) ?? null;
    if (found === blob) continue;
    if (blob === null) return `${path} exists, and the change wanted to be the first to write it`;
    if (found === null) return `${path} is gone, and the change was made for its content ${blob.slice(0, 7)}`;
    return `${path} has changed: the change was made for its content ${blob.slice(0, 7)}, and it is ${found.slice(0, 7)}`;
  }
  return undefined;
}

import { UnavailableError } from '@slipway/kernel';
import type { CommitDraft, ObjectId, ProposalBranches, ProposalCommit, PublishResult } from '@slipway/ports';
import { ObjectReader } from '../objects/object-reader.ts';
import { askTip, fetchBranch } from '../process/fetch-branch.ts';
import { pushBranch } from '../process/push-branch.ts';
import { checkRemote, remoteEnvironment, type Remote } from '../process/remote-access.ts';
import { runGit, runGitOrThrow } from '../process/run-git.ts';
import { noStep } from '../step.ts';
import { BranchWriter } from './branch-writer.ts';
import { initRepository } from './init-repository.ts';

export interface ProposalBranchesOptions {
  /** The bare repository itself when it is on this machine, or a mirror of the remote one, made when it is missing. */
  readonly directory: string;
  /** The branch that changes go to. */
  readonly branch: string;
  /** Undefined: the repository is on this machine. */
  readonly remote?: Remote;
}

const timeout = 60_000;
const pushTimeout = 300_000;

/** Branches of proposals: one commit each, on top of the branch that changes go to. */
export async function openProposalBranches({
  directory,
  branch: base,
  remote,
}: ProposalBranchesOptions): Promise<ProposalBranches> {
  if (remote) checkRemote(remote);
  await initRepository(directory, base);

  const localTip = async (branch: string): Promise<ObjectId | undefined> => {
    const { code, stdout } = await runGit(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`], {
      ...{ directory, timeout },
    });
    return code === 0 ? stdout.trim() : undefined;
  };

  const create = async (branch: string, next: ObjectId): Promise<PublishResult> => {
    if (remote) return pushBranch({ directory, remote, branch }, undefined, next);
    const { code } = await runGit(['update-ref', `refs/heads/${branch}`, next, '0'.repeat(40)], {
      ...{ directory, timeout },
    });
    return { kind: code === 0 ? 'published' : 'moved' };
  };

  const make = async (branch: string, draft: CommitDraft): Promise<ProposalCommit> => {
    const existing = remote ? await askTip({ directory, remote, branch }) : await localTip(branch);
    if (existing !== undefined) return { kind: 'made', commit: existing };
    if (remote) await fetchBranch({ directory, remote, branch: base });
    const reader = new ObjectReader(directory);
    try {
      const move = (_tip: ObjectId | undefined, next: ObjectId): Promise<PublishResult> =>
        create(branch, next);
      const writer = new BranchWriter({ directory, reader, step: noStep, move });
      const batch = await writer.startBatch(await localTip(base));
      const added = await batch.add(draft);
      if (added.kind !== 'commit') return added;
      const published = await batch.publish();
      if (published.kind === 'declined') return { kind: 'refused', reason: published.reason };
      if (published.kind === 'moved')
        throw new UnavailableError(`${branch} was made by others meanwhile: try again`, {
          details: { directory, branch },
        });
      return { kind: 'made', commit: added.commit };
    } finally {
      await reader.close();
    }
  };

  const remove = async (branch: string): Promise<void> => {
    if (!remote) {
      await runGitOrThrow(['update-ref', '-d', `refs/heads/${branch}`], { directory, timeout });
    } else if ((await askTip({ directory, remote, branch })) !== undefined) {
      const args = ['push', '--quiet', '--no-verify', '--delete', '--', remote.url, `refs/heads/${branch}`];
      await runGitOrThrow(args, { ...(await remoteEnvironment(remote)), directory, timeout: pushTimeout });
    }
  };

  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
  return {
    make: (branch, draft) => inTurn(() => make(branch, draft)),
    remove: (branch) => inTurn(() => remove(branch)),
    close: async () => {
      await turn;
    },
  };
}

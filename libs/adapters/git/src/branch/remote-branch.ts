import type { EnvironmentBranch, Logger, ObjectId, PublishResult } from '@slipway/ports';
import { ObjectReader } from '../objects/object-reader.ts';
import { removeAbandonedFiles } from '../pack/store-pack.ts';
import { askTip, fetchBranch } from '../process/fetch-branch.ts';
import { pushBranch } from '../process/push-branch.ts';
import { checkRemote, type Remote } from '../process/remote-access.ts';
import { runGitOrThrow } from '../process/run-git.ts';
import { noStep, type Step } from '../step.ts';
import { BranchWriter } from './branch-writer.ts';
import { changeIdsBetween, historyOf } from './history.ts';
import { initRepository } from './init-repository.ts';
import { Maintenance } from './maintenance.ts';

export interface RemoteBranchOptions {
  readonly url: string;
  readonly credentials?: Remote['credentials'];
  /** A bare repository on this machine that follows the remote; made when it is missing, safe to delete. */
  readonly mirrorDirectory: string;
  /** Default `main`. */
  readonly branch?: string;
  readonly logger?: Logger;
  readonly step?: Step;
  /** Packs of the mirror at which they are rolled up in the background, default 50. */
  readonly repackAt?: number;
}

const largestCommit = 1024 * 1024;
const updateTimeout = 60_000;

/** The branch of a repository elsewhere, such as on GitHub, through a mirror on this machine. */
export async function openRemoteBranch(options: RemoteBranchOptions): Promise<EnvironmentBranch> {
  const {
    url,
    credentials,
    mirrorDirectory: directory,
    branch = 'main',
    logger,
    step = noStep,
    repackAt = 50,
  } = options;
  const remote: Remote = credentials === undefined ? { url } : { url, credentials };
  checkRemote(remote);
  await initRepository(directory, branch);
  await removeAbandonedFiles(directory, Date.now());
  const ref = `refs/heads/${branch}`;
  const reader = new ObjectReader(directory);
  const maintenance = new Maintenance({
    directory,
    packs: repackAt,
    logger,
    onRepacked: () => {
      reader.recycle();
    },
  });

  const mirrored = async (): Promise<ObjectId | undefined> => (await reader.read(ref, largestCommit))?.id;

  const refresh = async (): Promise<ObjectId | undefined> => {
    const tip = await askTip({ directory, remote, branch });
    if (tip === undefined || tip === (await mirrored())) return tip;
    // Between asking and fetching the branch may have moved again: what was fetched counts.
    return (await fetchBranch({ directory, remote, branch })) ? mirrored() : undefined;
  };

  const move = async (tip: ObjectId | undefined, next: ObjectId): Promise<PublishResult> => {
    const result = await pushBranch({ directory, remote, branch }, tip, next);
    if (result.kind !== 'published') return result;
    await step('pushed');
    await runGitOrThrow(['update-ref', ref, next], { directory, timeout: updateTimeout });
    await step('ref-moved');
    maintenance.published();
    return result;
  };

  const writer = new BranchWriter({ directory, reader, step, move });
  return {
    refresh,
    startBatch: (tip) => writer.startBatch(tip),
    changeIds: (tip, since) => changeIdsBetween(directory, tip, since),
    history: historyOf(directory, mirrored),
    close: async () => {
      await maintenance.close();
      await reader.close();
    },
  };
}

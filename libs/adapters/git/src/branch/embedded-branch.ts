import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { UnavailableError } from '@slipway/kernel';
import type { EnvironmentBranch, Logger, ObjectId, PublishResult } from '@slipway/ports';
import { ObjectReader } from '../objects/object-reader.ts';
import { removeAbandonedFiles, syncFolder } from '../pack/store-pack.ts';
import { noStep, type Step } from '../step.ts';
import { BranchWriter } from './branch-writer.ts';
import { changeIdsBetween, historyOf } from './history.ts';
import { initRepository } from './init-repository.ts';
import { Maintenance } from './maintenance.ts';
import { RefUpdater } from './ref-updater.ts';

export interface EmbeddedBranchOptions {
  /** The bare repository, made when it is missing. */
  readonly directory: string;
  /** Default `main`. */
  readonly branch?: string;
  readonly logger?: Logger;
  readonly step?: Step;
  /** Packs at which they are rolled up in the background, default 50. */
  readonly repackAt?: number;
}

const largestCommit = 1024 * 1024;

/** git holds a ref's lock for milliseconds; one this old (in milliseconds) was left behind by a crash. */
const staleLock = 30_000;

/** Makes the bare repository that Slipway serves itself. Safe to repeat. */
export function initEmbeddedRepository(directory: string, branch = 'main'): Promise<void> {
  return initRepository(directory, branch);
}

/** The branch of a bare repository on this machine, which is itself what clients fetch from. */
export async function openEmbeddedBranch(options: EmbeddedBranchOptions): Promise<EnvironmentBranch> {
  const { directory, branch = 'main', logger, step = noStep, repackAt = 100 } = options;
  await initRepository(directory, branch);
  await removeAbandonedFiles(directory, Date.now());
  const ref = `refs/heads/${branch}`;
  const reader = new ObjectReader(directory);
  const refs = new RefUpdater(directory);
  const maintenance = new Maintenance({
    directory,
    packs: repackAt,
    logger,
    onRepacked: () => {
      reader.recycle();
      void refs.close();
    },
  });

  const readTip = async (): Promise<ObjectId | undefined> => (await reader.read(ref, largestCommit))?.id;

  const move = async (tip: ObjectId | undefined, next: ObjectId, retry = true): Promise<PublishResult> => {
    try {
      await refs.compareAndSwap(ref, tip, next);
    } catch (error) {
      const now = await readTip();
      if (now !== next) {
        if (now !== tip) return { kind: 'moved' };
        if (retry && (await removeStaleLock(path.join(directory, `${ref}.lock`))))
          return move(tip, next, false);
        throw error;
      }
    }
    // git syncs the ref's file, not the folder that names it.
    await syncFolder(path.join(directory, path.dirname(ref)));
    await step('ref-moved');
    maintenance.published();
    return { kind: 'published' };
  };

  const writer = new BranchWriter({ directory, reader, step, move });
  return {
    refresh: readTip,
    startBatch: (tip) => writer.startBatch(tip),
    changeIds: (tip, since) => changeIdsBetween(directory, tip, since),
    history: historyOf(directory, readTip),
    close: async () => {
      await maintenance.close();
      await Promise.all([reader.close(), refs.close()]);
    },
  };
}

async function removeStaleLock(lock: string): Promise<boolean> {
  const found = await stat(lock).catch(() => undefined);
  if (found === undefined) return true;
  if (found.mtimeMs > Date.now() - staleLock) return false;
  try {
    await rm(lock, { force: true });
    return true;
  } catch (cause) {
    throw new UnavailableError('a lock that a crash left behind could not be removed', {
      details: { lock },
      cause,
    });
  }
}

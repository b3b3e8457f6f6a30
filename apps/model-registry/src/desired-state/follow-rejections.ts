import type { ModelTransaction, ObjectId, RejectedChange } from '@slipway/ports';
import { modelOfFile } from '@slipway/registry';
import type { RegistryDeps } from '../context.ts';
import { recordEdit } from './apply-edit.ts';
import { readModel } from './read-model.ts';
import { settleModel } from './settle-model.ts';

const batch = 50;

/**
 * Takes back what changes of the registry did that did not get into git: their models become what git says at `tip`,
 * which has been followed. When a later change of the model waits for its commit, that one gets git to where the registry
 * is, and the model is written whole after it.
 */
export async function followRejections(context: RegistryDeps, tip: ObjectId | undefined): Promise<void> {
  const { followedRepository, repository } = context;
  for (;;) {
    const rejected = await followedRepository.rejections(repository, batch);
    for (const change of rejected) if (!(await followRejection(context, tip, change))) return;
    if (rejected.length < batch) return;
  }
}

/** Undoes a transaction that looked at a tip which is not the newest. */
class StaleTipError extends Error {}

/** False when the branch has moved on: it must be followed first. */
async function followRejection(
  context: RegistryDeps,
  tip: ObjectId | undefined,
  change: RejectedChange,
): Promise<boolean> {
  const { modelStore, history, repository, logger, metrics } = context;
  const paths = new Set(change.paths.flatMap((file) => modelOfFile(file)?.path ?? []));
  try {
    await modelStore.transaction(async (transaction) => {
      for (const path of paths) await putBack(context, transaction, change, path, tip);
      // The models are locked now: whatever was accepted about them is in git at the recorded head, or still pending.
      const head = await transaction.followed.recordedHead(repository);
      if (head !== undefined && head !== tip && !(tip !== undefined && (await history.contains(tip, head))))
        throw new StaleTipError();
      await transaction.followed.saveRejection(change);
    });
  } catch (error) {
    if (error instanceof StaleTipError) return false;
    throw error;
  }
  metrics.count('slipway_registry_rejections_total');
  logger.warn('a change of the registry was rejected and is taken back', {
    change: change.id,
    team: change.team,
    reason: change.reason,
  });
  return true;
}

async function putBack(
  context: RegistryDeps,
  transaction: ModelTransaction,
  { id, team, paths, reason, at }: RejectedChange,
  path: string,
  tip: ObjectId | undefined,
): Promise<void> {
  const origin = { at: at.getTime(), by: 'model-registry' };
  const read =
    tip === undefined
      ? ({ kind: 'read', model: undefined } as const)
      : await readModel(context.history, tip, path, origin);
  if (read.kind === 'broken') return; // told when it was followed
  const name = (await transaction.followed.nameAt(team, path)) ?? read.model?.name;
  if (name === undefined) return;
  const current = await transaction.open(team, name, { all: true });
  if (await transaction.followed.hasPending(context.repository, team, path)) {
    const model = current?.path === path ? current : undefined;
    await settleModel(context, transaction, { team, name, files: new Set(paths), model }, `after ${id}`);
    return;
  }
  const edit = { before: current, after: read.model };
  if (!(await transaction.save(edit))) return;
  await recordEdit(transaction, edit, {
    at,
    by: 'model-registry',
    reason: `change ${id} was rejected: ${reason}`.slice(0, 500),
    change: undefined,
    commit: undefined,
  });
}

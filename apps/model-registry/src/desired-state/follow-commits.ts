import { ConflictError } from '@slipway/kernel';
import type {
  CommitSummary,
  FollowedCommit,
  ModelFileProblem,
  ModelTransaction,
  ObjectId,
} from '@slipway/ports';
import { modelFilePatterns } from '@slipway/registry';
import type { RegistryDeps } from '../context.ts';
import { applyEdit, type EditOrigin } from './apply-edit.ts';
import { planCommit, touchedModels, type CommitPlan, type PlannedEdit } from './plan-commit.ts';
import { settleModel, type TouchedModel } from './settle-model.ts';

/** Commits that are followed in one transaction, and of these such as somebody else made. */
const batchCommits = 2_000;
const batchEdits = 20;

/**
 * Follows the branch from the registry's position to `tip`: what the registry itself wrote it has already, what others
 * changed about models it takes over, with the position in one transaction.
 * @throws ConflictError when somebody else follows at the same time: nothing was followed twice.
 */
export async function followCommits(
  context: RegistryDeps,
  from: ObjectId | undefined,
  tip: ObjectId,
): Promise<void> {
  let position = from;
  let batch: FollowedCommit[] = [];
  let plans: CommitPlan[] = [];
  const problems = new Map(await context.followedRepository.problems());

  const flush = async (to: ObjectId): Promise<void> => {
    await followBatch(context, position, to, batch, plans);
    position = to;
    batch = [];
    plans = [];
  };
  for await (const group of inGroups(context.history.commits(tip, from, modelFilePatterns), batchCommits)) {
    const own = await ownCommits(context, group);
    for (const commit of group) {
      batch.push(commit);
      if (!own.has(commit.commit)) plans.push(await planCommit(context.history, commit, problems));
      noteProblems(problems, commit, plans.at(-1));
      if (plans.length === batchEdits) await flush(commit.commit);
    }
    const last = group.at(-1);
    if (last && batch.length > 0) await flush(last.commit);
  }
  if (position !== tip) await flush(tip);
  context.metrics.gauge('slipway_registry_problems', problems.size);
}

/**
 * The same when services of Slipway alone wrote the commits, without a look at what is in them. False when somebody else
 * did too, or some file is not understood, which any commit may mend.
 */
export async function followOwnCommits(
  context: RegistryDeps,
  from: ObjectId,
  tip: ObjectId,
): Promise<boolean> {
  const { history, followedRepository } = context;
  const commits = await history.firstParents(tip, from, batchCommits);
  if (!commits || (await followedRepository.problems()).size > 0) return false;
  const own = await ownCommits(context, commits);
  if (own.size < commits.length) return false;
  const batch = commits.map((commit) => ({ ...commit, files: [] }));
  await followBatch(context, from, tip, batch, []);
  return true;
}

/** A commit mends what was wrong with the files that it touches, unless they are still wrong after it. */
function noteProblems(
  problems: Map<string, ModelFileProblem>,
  commit: FollowedCommit,
  plan: CommitPlan | undefined,
): void {
  for (const path of touchedModels(commit).keys()) problems.delete(path);
  if (plan?.commit === commit) for (const problem of plan.problems) problems.set(problem.path, problem);
}

async function ownCommits(
  { followedRepository, repository }: Pick<RegistryDeps, 'followedRepository' | 'repository'>,
  commits: readonly CommitSummary[],
): Promise<ReadonlySet<ObjectId>> {
  const asked = commits.flatMap(({ changeId, commit }) =>
    changeId === undefined ? [] : { change: changeId, commit },
  );
  return asked.length === 0 ? new Set() : followedRepository.own(repository, asked);
}

async function followBatch(
  context: RegistryDeps,
  from: ObjectId | undefined,
  to: ObjectId,
  batch: readonly Omit<FollowedCommit, 'parent'>[],
  plans: readonly CommitPlan[],
): Promise<void> {
  const { modelStore, repository, logger, metrics } = context;
  const foreign = new Set(plans.map(({ commit }) => commit.commit));
  await modelStore.transaction(async (transaction) => {
    const { followed } = transaction;
    if (!(await followed.move(repository, from, to)))
      throw new ConflictError('the environment repository is followed by somebody else too', {
        details: { from, to },
      });
    const own = await ownCommits({ followedRepository: followed, repository }, batch);
    if (batch.some(({ commit }) => own.has(commit) === foreign.has(commit)))
      throw new ConflictError('the registry was made anew while it was following', { details: { from, to } });
    await followed.clearProblems(batch.flatMap((commit) => [...touchedModels(commit).keys()]));
    const touched = new Map<string, TouchedModel>();
    for (const plan of plans) await applyPlan(context, transaction, plan, touched);
    for (const model of touched.values())
      await settleModel(context, transaction, model, `follows ${to.slice(0, 12)}`);
  });
  metrics.count('slipway_registry_commits_total', { by: 'slipway' }, batch.length - plans.length);
  metrics.count('slipway_registry_commits_total', { by: 'others' }, plans.length);
  for (const { commit, edits, problems } of plans) {
    logger.info('a commit of somebody else was followed', {
      commit: commit.commit,
      author: commit.author,
      models: edits.map(({ path }) => path),
    });
    for (const { path, message } of problems)
      logger.warn('a file of a model is not understood', { commit: commit.commit, path, message });
  }
}

async function applyPlan(
  { clock, logger }: RegistryDeps,
  transaction: ModelTransaction,
  { commit, edits, problems }: CommitPlan,
  touched: Map<string, TouchedModel>,
): Promise<void> {
  const origin = editOriginOf(commit, clock.now());
  for (const problem of problems) await transaction.followed.saveProblem(problem);
  for (const edit of edits) {
    const applied = await applyEdit(transaction, edit, origin);
    if (applied.kind === 'conflict') {
      const { message } = applied;
      const { path, team } = edit;
      logger.warn('an edit of a model in git is not possible', { commit: commit.commit, path, message });
      const { commit: id, parent: good, at } = commit;
      await transaction.followed.saveProblem({ path, team, commit: id, good, at, message, issues: [] });
      continue;
    }
    touched.set(edit.path, touchedBy(edit, applied.model, touched.get(edit.path)));
  }
}

function touchedBy(
  edit: PlannedEdit,
  model: TouchedModel['model'],
  earlier: TouchedModel | undefined,
): TouchedModel {
  const name = model?.name ?? edit.after?.name ?? edit.before?.name ?? earlier?.name ?? edit.path;
  return { team: edit.team, name, model, files: new Set([...(earlier?.files ?? []), ...edit.files]) };
}

/** By whom and when. The clocks of others may be ahead: nothing happens in the future. */
export function editOriginOf(commit: FollowedCommit, now: Date): EditOrigin {
  return {
    at: commit.at < now ? commit.at : now,
    by: commit.requestedBy ?? commit.author,
    reason: commit.reason ?? commit.subject,
    change: commit.changeId,
    commit: commit.commit,
  };
}

async function* inGroups<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<readonly Item[]> {
  let group: Item[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

import type { ModelTransaction, ObjectId, TreeEntry } from '@slipway/ports';
import { modelFilePatterns, modelOfFile } from '@slipway/registry';
import type { RegistryDeps } from '../context.ts';
import { HistoryWalk, type HistoryStep } from './history-walk.ts';
import { readModelFiles } from './read-model.ts';

export interface Rebuilt {
  /** The commit that the registry stands at; undefined: the repository is empty. */
  readonly commit: ObjectId | undefined;
  readonly models: number;
  /** Moves of aliases and stages in their history. */
  readonly events: number;
}

/**
 * Makes the models of all teams anew from the environment repository, and their history from its commits, in one
 * transaction: others see the registry as it was until that is done. Of what the registry knew, only what is not in git
 * yet comes later, with the commits of the changes that wait.
 */
export async function rebuildModels(context: RegistryDeps): Promise<Rebuilt> {
  const { history, modelStore, repository, logger } = context;
  const commit = await history.refresh();
  // The long part, before the transaction keeps others from writing.
  const steps = commit === undefined ? [] : await walkHistory(context, commit);
  const models = await modelStore.transaction(async (transaction) => {
    await transaction.followed.startOver(repository, commit);
    const taken = commit === undefined ? 0 : await takeModels(context, transaction, commit);
    await takeHistory(transaction, steps);
    return taken;
  });
  const rebuilt = { commit, models, events: steps.reduce((sum, { moves }) => sum + moves.length, 0) };
  logger.info('the registry was made from the environment repository', { ...rebuilt });
  return rebuilt;
}

async function takeModels(
  { history, clock, logger }: RegistryDeps,
  transaction: ModelTransaction,
  commit: ObjectId,
): Promise<number> {
  const at = clock.now();
  let models = 0;
  for await (const { team, path, blobs } of modelsOf(history.files(commit, ['teams']))) {
    const read = await readModelFiles(history, blobs, { at: at.getTime(), by: 'git' });
    if (
      read.kind === 'read' &&
      (!read.model || (await transaction.save({ before: undefined, after: read.model })))
    ) {
      if (read.model) models += 1;
      continue;
    }
    const message =
      read.kind === 'broken' ? read.message : 'another model of the team has the name of this one';
    const issues = read.kind === 'broken' ? read.issues : [];
    logger.warn('a file of a model is not understood', { commit, path, message });
    await transaction.followed.saveProblem({ path, team, commit, good: undefined, at, message, issues });
  }
  return models;
}

/** The files of each model, team by team: in a tree, other files may come between those of one model. */
async function* modelsOf(
  files: AsyncIterable<TreeEntry>,
): AsyncGenerator<{ readonly team: string; readonly path: string; readonly blobs: readonly TreeEntry[] }> {
  let team: string | undefined;
  let models = new Map<string, TreeEntry[]>();
  for await (const file of files) {
    const model = modelOfFile(file.path);
    if (!model) continue;
    if (team !== undefined && team !== model.team) {
      for (const [path, blobs] of models) yield { team, path, blobs };
      models = new Map();
    }
    team = model.team;
    const known = models.get(model.path);
    if (known) known.push(file);
    else models.set(model.path, [file]);
  }
  if (team !== undefined) for (const [path, blobs] of models) yield { team, path, blobs };
}

async function walkHistory(context: RegistryDeps, tip: ObjectId): Promise<readonly HistoryStep[]> {
  const walk = new HistoryWalk(context);
  for await (const commit of context.history.commits(tip, undefined, modelFilePatterns))
    await walk.follow(commit);
  return walk.steps;
}

async function takeHistory({ history }: ModelTransaction, steps: readonly HistoryStep[]): Promise<void> {
  for (const { team, name, renamedFrom, moves, origin } of steps) {
    if (renamedFrom !== undefined) await history.rename(team, renamedFrom, name);
    await history.record(team, name, moves, origin);
  }
}

import type { EnvironmentHistory, FollowedCommit, ModelFileProblem, ObjectId } from '@slipway/ports';
import { modelOfFile, type ModelEdit, type ModelFileOrigin } from '@slipway/registry';
import { readModel } from './read-model.ts';

/** What somebody else's commit did to one model. */
export interface PlannedEdit extends ModelEdit {
  readonly team: string;
  /** Where it lies after the commit, without `.yaml`. */
  readonly path: string;
  /** Paths of its files that the commit touched. */
  readonly files: readonly string[];
}

export interface CommitPlan {
  readonly commit: FollowedCommit;
  readonly edits: readonly PlannedEdit[];
  readonly problems: readonly ModelFileProblem[];
}

/** Models that a commit touches, by their paths, with the files of each. */
export function touchedModels(
  commit: Pick<FollowedCommit, 'files'>,
): ReadonlyMap<string, { readonly team: string; readonly files: readonly string[] }> {
  const touched = new Map<string, { readonly team: string; readonly files: string[] }>();
  for (const { path: file } of commit.files) {
    const model = modelOfFile(file);
    if (!model) continue;
    const known = touched.get(model.path);
    if (known) known.files.push(file);
    else touched.set(model.path, { team: model.team, files: [file] });
  }
  return touched;
}

/** Whose words stand where a file leaves them out. */
export const originOf = ({ at, requestedBy, author }: FollowedCommit): ModelFileOrigin => ({
  at: at.getTime(),
  by: requestedBy ?? author,
});

/**
 * Reads what a commit did. A file that was not understood before counts from the last commit at which it was: `problems`
 * are those before this commit.
 */
export async function planCommit(
  history: EnvironmentHistory,
  commit: FollowedCommit,
  problems: ReadonlyMap<string, ModelFileProblem>,
): Promise<CommitPlan> {
  const origin = originOf(commit);
  const edits: PlannedEdit[] = [];
  const broken: ModelFileProblem[] = [];
  for (const [path, { team, files }] of touchedModels(commit)) {
    const problem = problems.get(path);
    const good = problem ? problem.good : commit.parent;
    const after = await readModel(history, commit.commit, path, origin);
    if (after.kind === 'broken') {
      const { message, issues } = after;
      broken.push({ path, team, commit: commit.commit, good, at: commit.at, message, issues });
      continue;
    }
    const before = await goodModel(history, good, path, origin);
    edits.push({ team, path, files, before, after: after.model });
  }
  return { commit, edits: pairMoves(edits), problems: broken };
}

async function goodModel(
  history: EnvironmentHistory,
  commit: ObjectId | undefined,
  path: string,
  origin: ModelFileOrigin,
): Promise<ModelEdit['before']> {
  if (commit === undefined) return undefined;
  const read = await readModel(history, commit, path, origin);
  return read.kind === 'read' ? read.model : undefined;
}

/** A model that leaves one path and comes to another in the same commit was moved or renamed. */
export function pairMoves(edits: readonly PlannedEdit[]): readonly PlannedEdit[] {
  const left = edits.filter(({ before, after }) => before && !after);
  const paired = new Set<PlannedEdit>();
  const moves = edits.map((edit) => {
    const { before, after, team } = edit;
    if (before || !after) return edit;
    const candidates = left.filter((other) => other.team === team && !paired.has(other));
    const from =
      candidates.find((other) => other.before?.name === after.name) ??
      candidates.find((other) => other.before?.createdAt === after.createdAt);
    if (!from) return edit;
    paired.add(from);
    return { ...edit, before: from.before, files: [...from.files, ...edit.files] };
  });
  return moves.filter((edit) => !paired.has(edit));
}

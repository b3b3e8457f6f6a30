import type { ChangedFile, FollowedCommit, ObjectId } from '@slipway/ports';
import { modelChanges, movesOf, type HistoryMove, type RegisteredModelState } from '@slipway/registry';
import type { RegistryDeps } from '../context.ts';
import type { EditOrigin } from './apply-edit.ts';
import { editOriginOf } from './follow-commits.ts';
import { originOf, pairMoves, touchedModels, type PlannedEdit } from './plan-commit.ts';
import { readModelFiles, type ReadModel } from './read-model.ts';

/** Models that are kept in parsed form: the state after a commit is that before the next one. */
const keptModels = 500;

/** What a commit did to the history of one model. */
export interface HistoryStep {
  readonly team: string;
  readonly name: string;
  readonly renamedFrom: string | undefined;
  readonly moves: readonly HistoryMove[];
  readonly origin: EditOrigin;
}

/** Walks the commits from the first one on, and keeps what each moved, which is little beside what it reads. */
export class HistoryWalk {
  readonly steps: HistoryStep[] = [];
  readonly #context: Pick<RegistryDeps, 'history' | 'clock'>;
  /** The main file of each model after the commit before. */
  readonly #mains = new Map<string, ObjectId>();
  readonly #kept = new Map<string, ReadModel>();

  constructor(context: Pick<RegistryDeps, 'history' | 'clock'>) {
    this.#context = context;
  }

  async follow(commit: FollowedCommit): Promise<void> {
    const edits: PlannedEdit[] = [];
    for (const [path, { team, files }] of touchedModels(commit)) {
      const changed = commit.files.filter((file) => files.includes(file.path));
      const before = await this.#read(commit, path, changed, 'before');
      this.#noteMain(`${path}.yaml`, path, changed);
      edits.push({ team, path, files, before, after: await this.#read(commit, path, changed, 'after') });
    }
    for (const edit of pairMoves(edits)) this.#take(commit, edit);
  }

  #noteMain(file: string, path: string, changed: readonly ChangedFile[]): void {
    const main = changed.find((one) => one.path === file);
    if (main?.after !== undefined) this.#mains.set(path, main.after);
    else if (main) this.#mains.delete(path);
  }

  /** What the main file and the changed ones say, on one side of a commit: nothing else can have moved. */
  async #read(
    commit: FollowedCommit,
    path: string,
    changed: readonly ChangedFile[],
    side: 'before' | 'after',
  ): Promise<RegisteredModelState | undefined> {
    const mainPath = `${path}.yaml`;
    const main = this.#mains.get(path);
    if (main === undefined) return undefined;
    const others = changed.flatMap((file) => {
      const blob = file[side];
      return file.path === mainPath || blob === undefined ? [] : [{ path: file.path, blob }];
    });
    const key = [path, main, ...others.map(({ blob }) => blob)].join(' ');
    const read =
      this.#kept.get(key) ??
      (await readModelFiles(
        this.#context.history,
        [{ path: mainPath, blob: main }, ...others],
        originOf(commit),
      ));
    this.#keep(key, read);
    return read.kind === 'read' ? read.model : undefined;
  }

  #keep(key: string, read: ReadModel): void {
    this.#kept.delete(key);
    this.#kept.set(key, read);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > keptModels && oldest !== undefined) this.#kept.delete(oldest);
  }

  #take(commit: FollowedCommit, { team, before, after }: PlannedEdit): void {
    const name = after?.name ?? before?.name;
    if (name === undefined) return;
    const renamedFrom = before && before.name !== name ? before.name : undefined;
    const moves = movesOf(modelChanges(before, after));
    if (renamedFrom === undefined && moves.length === 0) return;
    const origin = editOriginOf(commit, this.#context.clock.now());
    this.steps.push({ team, name, renamedFrom, moves, origin });
  }
}

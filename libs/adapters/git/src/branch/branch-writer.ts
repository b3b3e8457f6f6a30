import { UnavailableError } from '@slipway/kernel';
import type { AddResult, CommitBatch, CommitDraft, ObjectId, PublishResult } from '@slipway/ports';
import { objectHash } from '../objects/object-hash.ts';
import type { ObjectReader } from '../objects/object-reader.ts';
import { PackBuilder } from '../pack/pack-builder.ts';
import { storePack } from '../pack/store-pack.ts';
import type { Step } from '../step.ts';
import { WorkingTree } from '../tree/working-tree.ts';
import { encodeCommit, treeOfCommit } from './commit-format.ts';

const largestCommit = 1024 * 1024;

/** Makes the stored commit `next` the tip in place of `tip`, which is undefined for a branch that must not exist. */
export type MoveBranch = (tip: ObjectId | undefined, next: ObjectId) => Promise<PublishResult>;

export interface BranchWriterDeps {
  /** The bare repository that gets the objects. */
  readonly directory: string;
  readonly reader: ObjectReader;
  readonly step: Step;
  readonly move: MoveBranch;
}

/**
 * The write path that both kinds of branch share: commits are made in memory on a tree that is kept from batch to batch,
 * all objects of a batch become one pack file, and the branch moves once.
 */
export class BranchWriter {
  readonly #deps: BranchWriterDeps;
  readonly #tree: WorkingTree;
  /** The commit that was published last, and its tree: the next batch mostly starts there. */
  #published: { readonly commit: ObjectId; readonly tree: ObjectId } | undefined;

  constructor(deps: BranchWriterDeps) {
    this.#deps = deps;
    this.#tree = new WorkingTree(deps.reader);
  }

  async startBatch(tip: ObjectId | undefined): Promise<CommitBatch> {
    const pack = new PackBuilder();
    await this.#tree.start(tip === undefined ? undefined : await this.#treeOf(tip), pack);
    return new Batch(tip, pack, this.#tree, this.#deps, (commit, tree) => {
      this.#published = { commit, tree };
    });
  }

  async #treeOf(commit: ObjectId): Promise<ObjectId> {
    if (commit === this.#published?.commit) return this.#published.tree;
    const object = await this.#deps.reader.read(commit, largestCommit);
    const tree = object?.type === 'commit' ? treeOfCommit(object.body) : undefined;
    if (tree === undefined)
      throw new UnavailableError('a commit of the environment repository is missing', {
        details: { commit },
      });
    return tree;
  }
}

class Batch implements CommitBatch {
  readonly #tip: ObjectId | undefined;
  readonly #pack: PackBuilder;
  readonly #tree: WorkingTree;
  readonly #deps: BranchWriterDeps;
  readonly #onPublished: (commit: ObjectId, tree: ObjectId) => void;
  #head: ObjectId | undefined;
  #headTree: ObjectId | undefined;

  constructor(
    tip: ObjectId | undefined,
    pack: PackBuilder,
    tree: WorkingTree,
    deps: BranchWriterDeps,
    onPublished: (commit: ObjectId, tree: ObjectId) => void,
  ) {
    this.#tip = tip;
    this.#head = tip;
    this.#pack = pack;
    this.#tree = tree;
    this.#deps = deps;
    this.#onPublished = onPublished;
  }

  blobAt(path: string): Promise<ObjectId | undefined> {
    return this.#tree.blobAt(path);
  }

  async add(draft: CommitDraft): Promise<AddResult> {
    const applied = await this.#tree.apply(draft.operations);
    if (applied === undefined) return { kind: 'no-effect' };
    if ('refused' in applied) return { kind: 'refused', reason: applied.refused };
    const body = encodeCommit(applied.tree, this.#head, draft);
    const id = objectHash('commit', body);
    this.#pack.add('commit', id, body);
    this.#head = id.toString('hex');
    this.#headTree = applied.tree;
    return { kind: 'commit', commit: this.#head };
  }

  async publish(): Promise<PublishResult> {
    if (this.#head === undefined || this.#head === this.#tip) return { kind: 'published' };
    const { directory, step, move } = this.#deps;
    try {
      await storePack(directory, this.#pack.finish(), step);
    } catch (cause) {
      throw new UnavailableError('the pack of a batch could not be written', {
        details: { directory },
        cause,
      });
    }
    const result = await move(this.#tip, this.#head);
    if (result.kind === 'published' && this.#headTree !== undefined)
      this.#onPublished(this.#head, this.#headTree);
    return result;
  }
}

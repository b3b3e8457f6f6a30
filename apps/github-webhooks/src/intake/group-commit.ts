/** What waits for the next commit. */
interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions<Item, Result> {
  /** Commits items, and returns their results in their order. */
  readonly commit: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Of one commit. */
  readonly mostItems: number;
  readonly mostWeight: number;
  readonly weightOf: (item: Item) => number;
  /** Commits under way at a time. */
  readonly atOnce: number;
}

/** Commits many items at once: those that come while a commit is under way share the next. Who waits is not kept waiting for others. */
export class GroupCommit<Item, Result> {
  readonly #options: GroupCommitOptions<Item, Result>;
  readonly #waiting: Waiting<Item, Result>[] = [];
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: GroupCommitOptions<Item, Result>) {
    this.#options = options;
  }

  /** Resolves when the item is committed; rejects with the error of its commit. */
  add(item: Item): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#waiting.push({ item, resolve, reject });
    // After the others of this turn of the event loop, which have come as well.
    if (this.#waiting.length === 1)
      setImmediate(() => {
        this.#begin();
      });
    return promise;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0 || this.#waiting.length > 0) {
      this.#begin();
      await Promise.all(this.#underWay);
    }
  }

  #begin(): void {
    while (this.#waiting.length > 0 && this.#underWay.size < this.#options.atOnce) {
      const done = this.#commit(this.#take()).then(() => {
        this.#underWay.delete(done);
        this.#begin();
      });
      this.#underWay.add(done);
    }
  }

  /** As many as fit, one at least. */
  #take(): readonly Waiting<Item, Result>[] {
    const { mostItems, mostWeight, weightOf } = this.#options;
    let weight = 0;
    let count = 0;
    for (const { item } of this.#waiting) {
      weight += weightOf(item);
      if (count === mostItems || (count > 0 && weight > mostWeight)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#options.commit(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

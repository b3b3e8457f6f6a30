/** Most changes in one push, and most bytes of their content. */
export const batchLimits = { changes: 1000, bytes: 16 * 1024 * 1024 } as const;

/**
 * How many changes go into the next push. A remote that declines a push does not say which commit it minds: halving the
 * batch finds it in a few pushes, while what is innocent goes through.
 */
export class BatchSize {
  #changes: number = batchLimits.changes;

  get changes(): number {
    return this.#changes;
  }

  published(): void {
    this.#changes = Math.min(batchLimits.changes, this.#changes * 2);
  }

  declined(commits: number): void {
    this.#changes = Math.max(1, Math.floor(commits / 2));
  }
}

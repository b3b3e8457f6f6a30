/** Random choices, all from one seeded source. */
export class Choices {
  private readonly random: () => number;

  constructor(random: () => number) {
    this.random = random;
  }

  /** 0 … `below` - 1. */
  index(below: number): number {
    return Math.floor(this.random() * below);
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  of<T>(first: T, ...others: readonly T[]): T {
    return others[this.index(others.length + 1) - 1] ?? first;
  }

  some<T>(items: readonly T[], most: number): readonly T[] {
    return Array.from({ length: this.index(most + 1) }, () => items[this.index(items.length)]).filter(
      (item) => item !== undefined,
    );
  }

  /** The value, or one that is not of its kind. */
  orWrong(value: unknown): unknown {
    return this.chance(0.04) ? this.wrong() : value;
  }

  wrong(): unknown {
    return this.of<unknown>(
      '',
      5,
      -1,
      1.5,
      true,
      null,
      [],
      {},
      ['x'],
      { key: 'k' },
      'nonsense',
      'a/b',
      '../x',
    );
  }
}

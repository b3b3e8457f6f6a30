/** Keeps the items with the highest figures of any number of them, in bounded memory. */
export class Highest<Item> {
  readonly #most: number;
  readonly #figureOf: (item: Item) => number;
  readonly #kept: Item[] = [];

  constructor(most: number, figureOf: (item: Item) => number) {
    this.#most = most;
    this.#figureOf = figureOf;
  }

  add(item: Item): void {
    const figure = this.#figureOf(item);
    const last = this.#kept.at(-1);
    if (this.#kept.length === this.#most && last !== undefined && figure <= this.#figureOf(last)) return;
    const place = this.#kept.findIndex((other) => this.#figureOf(other) < figure);
    this.#kept.splice(place < 0 ? this.#kept.length : place, 0, item);
    if (this.#kept.length > this.#most) this.#kept.pop();
  }

  /** Highest first; of equal ones the first that came. */
  all(): readonly Item[] {
    return this.#kept;
  }
}

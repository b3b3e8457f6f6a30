/**
 * Seeded random numbers, the same on every machine: xoshiro128** by Blackman and Vigna ("Scrambled linear pseudorandom
 * number generators", ACM TOMS 2021), its state filled by SplitMix32 from the seed.
 */
export class Rng {
  readonly #state = new Uint32Array(4);
  #spare: number | undefined;

  /** @param seed any integers: the same ones give the same numbers, others unrelated ones. */
  constructor(...seed: readonly number[]) {
    let mixed = 0x9e3779b9;
    for (const part of seed) {
      mixed = mix(mixed ^ mix(part >>> 0));
      mixed = mix(mixed ^ mix(Math.floor(part / 2 ** 32) >>> 0));
    }
    for (let index = 0; index < 4; index += 1) {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      this.#state[index] = mix(mixed);
    }
  }

  /** 32 random bits. */
  bits(): number {
    const state = this.#state;
    const a = state[0] ?? 0;
    const b = state[1] ?? 0;
    const c = state[2] ?? 0;
    const d = state[3] ?? 0;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const third = c ^ a;
    const fourth = d ^ b;
    state[1] = b ^ third;
    state[0] = a ^ fourth;
    state[2] = third ^ (b << 9);
    state[3] = rotate(fourth, 11);
    return result;
  }

  /** In [0, 1), 53 bits. */
  uniform(): number {
    return ((this.bits() >>> 5) * 67_108_864 + (this.bits() >>> 6)) / 9_007_199_254_740_992;
  }

  /** In 0 … count - 1. */
  integer(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Of the standard normal distribution (Marsaglia's polar method). */
  normal(): number {
    const spare = this.#spare;
    if (spare !== undefined) {
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  /** Puts the items into a random order, in place (Fisher and Yates). */
  shuffle<Item>(items: Item[]): Item[] {
    for (let last = items.length - 1; last > 0; last -= 1) {
      const other = this.integer(last + 1);
      [items[last], items[other]] = [items[other] as Item, items[last] as Item];
    }
    return items;
  }
}

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** The finaliser of MurmurHash3. */
function mix(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

import type { StudyMemory } from './study-memory.ts';

/** The studies that were used last. */
export class Memories {
  readonly #limit: number;
  readonly #byKey = new Map<string, StudyMemory>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): StudyMemory | undefined {
    const memory = this.#byKey.get(key);
    if (memory) this.keep(key, memory);
    return memory;
  }

  keep(key: string, memory: StudyMemory): void {
    this.#byKey.delete(key);
    this.#byKey.set(key, memory);
    for (const oldest of this.#byKey.keys()) {
      if (this.#byKey.size <= this.#limit) break;
      this.#byKey.delete(oldest);
    }
  }

  forget(key: string): void {
    this.#byKey.delete(key);
  }
}

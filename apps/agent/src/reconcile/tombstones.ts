import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { syncDirectory, unlessMissing } from '@slipway/process-runtime';

export interface TombstoneBounds {
  /** Milliseconds that a tombstone is kept after its attempt was forgotten. */
  readonly keepMs: number;
  /** Number of tombstones, beyond which the oldest go. */
  readonly keepCount: number;
}

/**
 * Names of attempts that this agent has ended and forgotten, one empty file each, so that none of them runs again when
 * its manifest comes back, for instance by a revert.
 */
export class Tombstones {
  readonly #directory: string;
  readonly #since: Map<string, number>;

  private constructor(directory: string, since: Map<string, number>) {
    this.#directory = directory;
    this.#since = since;
  }

  static async open(directory: string): Promise<Tombstones> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const since = new Map<string, number>();
    for (const name of await readdir(directory)) {
      const info = await unlessMissing(stat(path.join(directory, name)));
      if (info) since.set(name, info.mtimeMs);
    }
    return new Tombstones(directory, since);
  }

  get names(): ReadonlySet<string> {
    return new Set(this.#since.keys());
  }

  /** When it returns, the attempt will not run again on this machine. */
  async add(attempt: string, now: Date): Promise<void> {
    await writeFile(path.join(this.#directory, attempt), '', { mode: 0o600 });
    await syncDirectory(this.#directory);
    this.#since.set(attempt, now.getTime());
  }

  /** Removes old ones, but none whose manifest is still there. */
  async prune(desired: { has(attempt: string): boolean }, bounds: TombstoneBounds, now: Date): Promise<void> {
    const loose = [...this.#since]
      .filter(([attempt]) => !desired.has(attempt))
      .sort(([, left], [, right]) => right - left);
    for (const [position, [attempt, since]] of loose.entries()) {
      if (position < bounds.keepCount && now.getTime() - since < bounds.keepMs) continue;
      await rm(path.join(this.#directory, attempt), { force: true });
      this.#since.delete(attempt);
    }
  }
}

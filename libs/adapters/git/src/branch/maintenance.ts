import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '@slipway/ports';
import { removeAbandonedFiles } from '../pack/store-pack.ts';
import { runGit, tidy } from '../process/run-git.ts';

export interface MaintenanceOptions {
  readonly directory: string;
  /** Packs at which they are rolled up. */
  readonly packs: number;
  readonly logger: Logger | undefined;
  /** Called after packs were replaced: processes that have the old ones open should end. */
  readonly onRepacked: () => void;
}

const repackTimeout = 600_000;

/**
 * Keeps the number of packs small, in the background and at low priority: `git repack --geometric` rolls the small packs
 * up, so that each object is rewritten a logarithmic number of times. It takes no lock that a commit needs; git's own
 * readers cope with packs that are replaced while they read.
 */
export class Maintenance {
  readonly #options: MaintenanceOptions;
  readonly #stop = new AbortController();
  #published = 0;
  #running: Promise<void> | undefined;

  constructor(options: MaintenanceOptions) {
    this.#options = options;
  }

  /** Called after each batch; starts a run when enough packs may have come together. */
  published(): void {
    this.#published += 1;
    if (this.#published < this.#options.packs / 2 || this.#running !== undefined || this.#stop.signal.aborted)
      return;
    this.#published = 0;
    this.#running = this.#run().finally(() => (this.#running = undefined));
  }

  /** Ends a run that is under way; what it has not finished is left as it was. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { directory, packs, logger, onRepacked } = this.#options;
    try {
      const names = await readdir(path.join(directory, 'objects', 'pack'));
      if (names.filter((name) => name.endsWith('.idx')).length < packs) return;
      const { code, stderr } = await runGit(
        ['-c', 'pack.threads=1', 'repack', '-d', '--geometric=2', '--quiet'],
        {
          directory,
          timeout: repackTimeout,
          signal: this.#stop.signal,
          niceness: 15,
        },
      );
      if (code !== 0)
        logger?.warn('repacking the environment repository failed', {
          directory,
          code,
          stderr: tidy(stderr),
        });
      else onRepacked();
      await removeAbandonedFiles(directory, Date.now());
    } catch (error) {
      if (!this.#stop.signal.aborted)
        logger?.warn('maintenance of the environment repository failed', { directory, error });
    }
  }
}

import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

const repository = path.resolve(import.meta.dirname, '../../../..');
/** What decides how Slipway's samplers play, and against what. */
const sources = ['libs/domain/search/src/**/*.ts', 'tools/bench/src/tuning/problems/*.py'];

/** One study that was played. */
interface KeptPlay {
  readonly family: string;
  readonly gaps: readonly number[];
}

/**
 * Studies that Slipway's samplers have played, below `~/.cache/slipway/tuning`, for as long as their sources stay as they are:
 * a benchmark of an hour that is interrupted goes on.
 */
export class KeptPlays {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(trials: number): Promise<KeptPlays> {
    const hash = createHash('sha256');
    const files = await Array.fromAsync(glob(sources, { cwd: repository }));
    for (const file of files.filter((name) => !name.endsWith('.spec.ts')).sort())
      hash.update(file).update(await readFile(path.join(repository, file)));
    const name = `${hash.digest('hex').slice(0, 16)}-${String(trials)}`;
    const folder = path.join(homedir(), '.cache/slipway/tuning/slipway', name);
    await mkdir(folder, { recursive: true });
    return new KeptPlays(folder);
  }

  /** The study of this name, played when it is not kept. */
  async play(name: string, make: () => Promise<KeptPlay>): Promise<KeptPlay> {
    const file = path.join(this.#folder, `${name}.json`);
    const kept = await readFile(file, 'utf8').catch(() => undefined);
    if (kept !== undefined) return JSON.parse(kept) as KeptPlay;
    const made = await make();
    await writeFile(`${file}.making`, JSON.stringify(made));
    await rename(`${file}.making`, file);
    return made;
  }
}

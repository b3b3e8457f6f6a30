import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import path from 'node:path';

/** What a built program depends on. */
export interface ProgramInputs {
  readonly name: string;
  /** The release, operating system and architecture of Go, one a line. */
  readonly go: string;
  readonly arguments: readonly string[];
  /** Folders of manifests that are kept beside the program. */
  readonly manifests: readonly string[];
  /** Text of `go.mod`, `go.sum` and the program's own sources by path. */
  readonly sources: ReadonlyMap<string, string>;
}

/** The name of a program's folder in the cache: another one as soon as anything it is built from differs. */
export function cacheFolderName(inputs: ProgramInputs): string {
  const sources = [...inputs.sources].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([inputs.go, inputs.arguments, inputs.manifests, sources]);
  return `${inputs.name}-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** Where built programs are kept. */
export function cacheRoot(env: Readonly<Record<string, string | undefined>>, home = homedir()): string {
  const caches = env.XDG_CACHE_HOME ?? '';
  return path.join(path.isAbsolute(caches) ? caches : path.join(home, '.cache'), 'slipway/devcluster');
}

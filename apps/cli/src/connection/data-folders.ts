import path from 'node:path';
import type { Invocation } from '../invocation.ts';

/**
 * Where the data directory of a platform on this machine may be: what `--data` or `SLIPWAY_DATA` names, else `.slipway` in
 * the working directory and in each folder above it.
 */
export function dataFolders({
  options,
  env,
  cwd,
}: Pick<Invocation, 'options' | 'env' | 'cwd'>): readonly string[] {
  const named = options.data ?? env.SLIPWAY_DATA;
  if (named !== undefined && named !== '') return [path.resolve(cwd, named)];
  const folders: string[] = [];
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    folders.push(path.join(folder, '.slipway'));
    if (folder === path.dirname(folder)) return folders;
  }
}

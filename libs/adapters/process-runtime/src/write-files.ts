import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathBelow } from './path-below.ts';

/** Writes text files, keyed by their path, below a fresh directory. @throws InvalidInputError for paths that lead elsewhere. */
export async function writeFiles(files: Readonly<Record<string, string>>, directory: string): Promise<void> {
  const targets = Object.entries(files).map(([name, content]) => ({
    file: pathBelow(directory, name),
    content,
  }));
  for (const { file, content } of targets) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

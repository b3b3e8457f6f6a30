import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { DefinitionSource } from './definition-sources.ts';
import type { PinnedDefinition } from './pinned-definition.ts';
import { checksumOf, validatingPart } from './validating-part.ts';

/** Where definitions are kept, each as the canonical JSON of its validating part, named after its checksum. */
export function definitionFolder(
  env: Readonly<Record<string, string | undefined>>,
  home = homedir(),
): string {
  const caches = env.XDG_CACHE_HOME ?? '';
  return path.join(path.isAbsolute(caches) ? caches : path.join(home, '.cache'), 'slipway/definitions');
}

const fileOf = (folder: string, sha256: string): string => path.join(folder, `${sha256}.json`);

/** The text of a definition that is kept; undefined when it is not, or no longer what was kept. */
export async function keptDefinition(folder: string, sha256: string): Promise<string | undefined> {
  const text = await readFile(fileOf(folder, sha256), 'utf8').catch(() => undefined);
  return text !== undefined && checksumOf(text) === sha256 ? text : undefined;
}

/** Keeps the definition that a source has. @throws Error when the source has none with the pinned checksum */
export async function keepDefinition(
  folder: string,
  pinned: PinnedDefinition,
  source: DefinitionSource,
): Promise<{ readonly at: string }> {
  const others: string[] = [];
  for await (const found of partsOf(pinned, source)) {
    if (found.sha256 === pinned.sha256) {
      await mkdir(folder, { recursive: true });
      const draft = path.join(folder, `.${randomUUID()}`);
      await writeFile(draft, found.part);
      await rename(draft, fileOf(folder, found.sha256));
      return found;
    }
    others.push(`${found.at} has ${found.sha256}`);
  }
  const wanted = `${pinned.name} of ${pinned.repository} ${pinned.version}`;
  if (others.length === 0) throw new Error(`${wanted}: ${source.name} does not have it`);
  throw new Error(
    `${wanted}: the lock file pins ${pinned.sha256}, but ${others.join(', ')}; it is of another release or was changed`,
  );
}

/** The same definition with the checksum of what a source has. @throws Error when it has none */
export async function pinDefinition(
  pinned: PinnedDefinition,
  source: DefinitionSource,
): Promise<PinnedDefinition> {
  for await (const { sha256 } of partsOf(pinned, source)) return { ...pinned, sha256 };
  throw new Error(`${pinned.name}: ${source.name} does not have it`);
}

async function* partsOf(
  pinned: PinnedDefinition,
  source: DefinitionSource,
): AsyncGenerator<{ readonly at: string; readonly part: string; readonly sha256: string }> {
  for await (const { at, text } of source.candidates(pinned)) {
    const part = validatingPart(at, text, pinned.name);
    if (part !== undefined) yield { at, part, sha256: checksumOf(part) };
  }
}

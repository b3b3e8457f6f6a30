import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { definitionBounds } from './validating-part.ts';
import { upstreamUrl, type PinnedDefinition } from './pinned-definition.ts';

/** YAML that may have a definition. */
export interface Candidate {
  /** Its path or address. */
  readonly at: string;
  readonly text: string;
}

/** A place that may have definitions. */
export interface DefinitionSource {
  readonly name: string;
  candidates(definition: PinnedDefinition): AsyncIterable<Candidate>;
}

/** Files below a folder that are named as upstream names them, or after the definition. */
export function folderSource(folder: string): DefinitionSource {
  return {
    name: folder,
    async *candidates({ name, path: upstream }) {
      const names = [`${name}.yaml`, path.posix.basename(upstream)];
      const pattern = names.map((file) => `**/${file}`);
      for await (const file of glob(pattern, { cwd: folder })) {
        const at = path.join(folder, file);
        yield { at, text: await readFile(at, 'utf8') };
      }
    },
  };
}

const patienceSeconds = 60;

/** Upstream's own repositories. @throws Error when one does not answer with a file of bounded size in a minute */
export function upstreamSource(
  urlOf: (definition: PinnedDefinition) => string = upstreamUrl,
): DefinitionSource {
  return {
    name: 'upstream',
    async *candidates(definition) {
      const at = urlOf(definition);
      yield { at, text: await download(at) };
    },
  };
}

async function download(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patienceSeconds * 1000) });
    if (!response.ok) throw new Error(`the answer is ${String(response.status)} ${response.statusText}`);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > definitionBounds.bytes)
        throw new Error(`it has more than ${String(definitionBounds.bytes)} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (error) {
    throw new Error(`${url} cannot be read; give a folder that has the files: npm run crds -- --from DIR`, {
      cause: error,
    });
  }
}

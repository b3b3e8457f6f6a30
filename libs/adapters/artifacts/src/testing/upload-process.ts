import { createHash } from 'node:crypto';
import { openDirectoryArtifactStore } from '../directory/directory-artifact-store.ts';

/**
 * A process that puts content until it is killed: `<directory> <first number>`. Says `begun <key> <sha256>` before and
 * `stored <key> <sha256>` after each.
 */
const [directory = '', first = '0'] = process.argv.slice(2);
const store = await openDirectoryArtifactStore(directory);
const keys = 5;
const sizes = [0, 10, 70_000, 2_500_000];
const chunkBytes = 50_000;

async function put(number: number): Promise<void> {
  const key = `folder-${String(number % keys)}/artifact`;
  const size = sizes[number % sizes.length] ?? 0;
  const content = createHash('shake256', { outputLength: size || 1 })
    .update(String(number))
    .digest()
    .subarray(0, size);
  const chunks = Array.from({ length: Math.ceil(size / chunkBytes) }, (_, index) =>
    content.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  );
  const said = `${key} ${createHash('sha256').update(content).digest('hex')}\n`;
  process.stdout.write(`begun ${said}`);
  await store.put(key, streamOf(chunks), { maxBytes: size });
  process.stdout.write(`stored ${said}`);
}

async function* streamOf(chunks: readonly Buffer[]): AsyncGenerator<Buffer, void, void> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

for (let number = Number(first); ; number += keys)
  await Promise.all(Array.from({ length: keys }, (_, index) => put(number + index)));

import { createHash } from 'node:crypto';
import { openDirectoryArtifactStore } from '../directory/directory-artifact-store.ts';

/**
 * A process that puts content until it is killed: `<directory> <first number>`. Says `<key> <sha256>` of what was stored,
 * and nothing of what was not.
 */
const [directory = '', first = '0'] = process.argv.slice(2);
const store = await openDirectoryArtifactStore(directory);
const keys = 5;
const sizes = [0, 10, 70_000, 2_500_000];

async function put(number: number): Promise<void> {
  const key = `folder-${String(number % keys)}/artifact`;
  const size = sizes[number % sizes.length] ?? 0;
  async function* content(): AsyncGenerator<Buffer, void, void> {
    const chunk = createHash('shake256', { outputLength: 50_000 }).update(String(number)).digest();
    for (let sent = 0; sent < size; sent += chunk.length) yield chunk.subarray(0, Math.min(chunk.length, size - sent));
    await Promise.resolve();
  }
  const { sha256 } = await store.put(key, content(), { maxBytes: size });
  process.stdout.write(`${key} ${sha256} ${String(number)}\n`);
}

for (let number = Number(first); ; number += keys)
  await Promise.all(Array.from({ length: keys }, (_, index) => put(number + index)));

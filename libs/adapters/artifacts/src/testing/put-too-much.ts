import { Readable } from 'node:stream';
import { openDirectoryArtifactStore } from '../directory/directory-artifact-store.ts';

/** A process that puts more than there is room for: `<directory>`. Says how it was refused. */
const [directory = ''] = process.argv.slice(2);
const store = await openDirectoryArtifactStore(directory);
try {
  await store.put('key', Readable.from([Buffer.alloc(10_000_000)]), { maxBytes: 10_000_000 });
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
}

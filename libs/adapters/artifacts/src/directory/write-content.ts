import { open, type FileHandle } from 'node:fs/promises';
import type { MeasuredContent } from '../content/measured-content.ts';
import type { ChecksumRecords } from './checksum-records.ts';

/** Bytes written at once; as many may gather meanwhile. Linux takes longer for the same bytes in writes of a megabyte. */
const batchBytes = 262_144;

/** Writes content to a new file, and the record of its checksum to another; both are durable when it resolves. */
export async function writeContent(
  path: string,
  recordPath: string,
  content: MeasuredContent,
  checksums: ChecksumRecords,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await writeChunks(file, content.chunks);
    const written = await file.stat({ bigint: true });
    await Promise.all([file.sync(), checksums.write(recordPath, written, content.result().sha256)]);
  } finally {
    await file.close();
  }
}

/** Gathers chunks into one batch while the other is being written. A chunk is copied before the next one is asked for. */
async function writeChunks(file: FileHandle, chunks: AsyncIterable<Buffer>): Promise<void> {
  let [batch, other] = [Buffer.allocUnsafeSlow(batchBytes), Buffer.allocUnsafeSlow(batchBytes)];
  let filled = 0;
  let writing = Promise.resolve();
  const flush = async (): Promise<void> => {
    await writing;
    writing = writeAll(file, batch.subarray(0, filled));
    // It is awaited before the next batch; until then nobody listens to its failure.
    writing.catch(() => undefined);
    [batch, other] = [other, batch];
    filled = 0;
  };
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length;) {
        const copied = chunk.copy(batch, filled, at);
        at += copied;
        filled += copied;
        if (filled === batchBytes) await flush();
      }
    }
    await flush();
  } finally {
    await writing;
  }
}

/** A write of the system may end before its bytes do. */
async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten;
}

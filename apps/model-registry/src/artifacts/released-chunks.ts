/**
 * Gives the memory of a chunk back at once. Left to the garbage collector, chunks of a large artifact fill some tens of
 * megabytes before it looks at them. A chunk that shares its memory is left alone.
 */
export function release(chunk: Buffer): void {
  const { buffer, byteLength } = chunk;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** Chunks for somebody who is done with each when asking for the next; it is released then. */
export async function* releasedChunks(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  for await (const chunk of chunks) {
    yield chunk;
    release(chunk);
  }
}

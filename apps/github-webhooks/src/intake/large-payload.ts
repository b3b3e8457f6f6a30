import { createHmac } from 'node:crypto';
import { finished } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { compression } from './compression.ts';
import type { Inspection, Inspector, Whole } from './inspector.ts';
import type { Payload } from './payload.ts';
import { release } from './release.ts';

/** Bytes that come at a time when it is decompressed: each time costs a change of threads. */
const decompressed = 1_048_576;

/**
 * Takes in a large payload piece by piece: other threads compress it and look through it as it arrives, and it is never in
 * memory as a whole. Its signature is computed on the way for the likely secrets; for another one it is decompressed again.
 */
export class LargePayload {
  readonly #zstd = createZstdCompress({ ...compression, chunkSize: 65_536 });
  readonly #compressed: Buffer[] = [];
  readonly #inspection: Inspection;
  /** Bytes of the block that are handed over next. Nothing comes while others have it. */
  #filled = 0;
  #bytes = 0;

  /**
   * @param likely the secrets of which one has probably signed it
   * @param onCompressed hears of each piece of the result; what it throws ends the intake
   */
  constructor(inspector: Inspector, likely: readonly string[], onCompressed: (bytes: number) => void) {
    this.#inspection = inspector.open(likely);
    // Whoever writes next is told.
    this.#zstd.on('error', () => undefined);
    this.#zstd.on('data', (piece: Buffer) => {
      this.#compressed.push(piece);
      try {
        onCompressed(piece.length);
      } catch (error) {
        this.#zstd.destroy(error as Error);
      }
    });
  }

  /** Resolves when the next piece may come; undefined: at once. The piece is done with then. */
  write(piece: Buffer): Promise<void> | undefined {
    this.#bytes += piece.length;
    const { block } = this.#inspection;
    if (this.#filled + piece.length > block.length) return this.#split(piece);
    this.#filled += piece.copy(block, this.#filled);
    release(piece);
    return undefined;
  }

  async #split(piece: Buffer): Promise<void> {
    const { block } = this.#inspection;
    for (let from = 0; from < piece.length;) {
      if (this.#filled === block.length) await this.#handOver();
      const copied = piece.copy(block, this.#filled, from);
      this.#filled += copied;
      from += copied;
    }
    release(piece);
  }

  async #handOver(): Promise<void> {
    const bytes = this.#filled;
    await Promise.all([this.#inspection.look(bytes), this.#compress(bytes)]);
    this.#filled = 0;
  }

  #compress(bytes: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#zstd.write(this.#inspection.block.subarray(0, bytes), (error) => {
      // What ended the stream, and not that it has ended.
      const reason = this.#zstd.errored ?? error;
      if (reason) reject(reason);
      else resolve(undefined);
    });
    return promise;
  }

  /** The payload and what was found in it. @throws InvalidInputError when it is no JSON */
  async finish(): Promise<{ readonly payload: Payload; readonly found: Whole['found'] }> {
    await this.#handOver();
    this.#zstd.end();
    const [{ found, digests }] = await Promise.all([this.#inspection.finish(), finished(this.#zstd)]);
    const compressed = Buffer.concat(this.#compressed);
    const payload: Payload = {
      bytes: this.#bytes,
      content: { kind: 'zstd', bytes: compressed },
      hmac: (secret) => Promise.resolve(digests.get(secret) ?? hmacOfCompressed(secret, compressed)),
      discard: () => {
        release(compressed);
      },
    };
    return { payload, found };
  }

  /** Gives up what has arrived, if it was not finished. Resolves when nothing is held any more. */
  async close(): Promise<void> {
    this.#zstd.destroy();
    await this.#inspection.close();
  }
}

async function hmacOfCompressed(secret: string, compressed: Buffer): Promise<Uint8Array> {
  const mac = createHmac('sha256', secret);
  const plain = createZstdDecompress({ chunkSize: decompressed });
  plain.end(compressed);
  for await (const chunk of plain as AsyncIterable<Buffer>) {
    mac.update(chunk);
    release(chunk);
  }
  return mac.digest();
}

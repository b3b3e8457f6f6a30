import { createHmac } from 'node:crypto';
import { finished } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { compression } from './compression.ts';
import type { Payload } from './payload.ts';
import { release } from './release.ts';

/** Bytes that are handed over to the compressor at a time, or come from it when it decompresses: each time costs a change of threads. */
const handedOver = 1_048_576;

/**
 * Takes in a large payload piece by piece: it is hashed and compressed as it arrives, and never in memory as a whole. The
 * signature is computed on the way for the likely secrets; for another one the payload is decompressed again.
 */
export class LargePayload {
  readonly #macs: ReadonlyMap<string, ReturnType<typeof createHmac>>;
  readonly #zstd = createZstdCompress({ ...compression, chunkSize: 65_536 });
  readonly #compressed: Buffer[] = [];
  /** What goes to the compressor next. Nothing comes while it has it. */
  readonly #block = Buffer.allocUnsafeSlow(handedOver);
  #filled = 0;
  #bytes = 0;

  /**
   * @param likely the secrets of which one has probably signed it
   * @param onCompressed hears of each piece of the result; what it throws ends the intake
   */
  constructor(likely: readonly string[], onCompressed: (bytes: number) => void) {
    this.#macs = new Map(likely.map((secret) => [secret, createHmac('sha256', secret)]));
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
    for (const mac of this.#macs.values()) mac.update(piece);
    if (this.#filled + piece.length > handedOver) return this.#split(piece);
    this.#filled += piece.copy(this.#block, this.#filled);
    release(piece);
    return undefined;
  }

  async #split(piece: Buffer): Promise<void> {
    for (let from = 0; from < piece.length;) {
      if (this.#filled === handedOver) await this.#handOver();
      const copied = piece.copy(this.#block, this.#filled, from);
      this.#filled += copied;
      from += copied;
    }
    release(piece);
  }

  #handOver(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    this.#zstd.write(this.#block.subarray(0, this.#filled), (error) => {
      // What ended the stream, and not that it has ended.
      const reason = this.#zstd.errored ?? error;
      if (reason) reject(reason);
      else resolve(undefined);
    });
    this.#filled = 0;
    return promise;
  }

  async finish(): Promise<Payload> {
    await this.#handOver();
    this.#zstd.end();
    await finished(this.#zstd);
    const compressed = Buffer.concat(this.#compressed);
    const digests = new Map([...this.#macs].map(([secret, mac]) => [secret, mac.digest()]));
    return {
      bytes: this.#bytes,
      content: { kind: 'zstd', bytes: compressed },
      hmac: (secret) => Promise.resolve(digests.get(secret) ?? hmacOfCompressed(secret, compressed)),
      discard: () => {
        release(compressed);
      },
    };
  }

  /** Gives up what has arrived. */
  discard(): void {
    this.#zstd.destroy();
  }
}

async function hmacOfCompressed(secret: string, compressed: Buffer): Promise<Buffer> {
  const mac = createHmac('sha256', secret);
  const plain = createZstdDecompress({ chunkSize: handedOver });
  plain.end(compressed);
  for await (const chunk of plain as AsyncIterable<Buffer>) {
    mac.update(chunk);
    release(chunk);
  }
  return mac.digest();
}

import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { compression } from './compression.ts';
import type { Payload } from './payload.ts';

/**
 * Takes in a large payload piece by piece: it is hashed and compressed as it arrives, and never in memory as a whole. The
 * signature is computed on the way for one secret, the likely one; for another one the payload is decompressed again.
 */
export class LargePayload {
  readonly #guess: string | undefined;
  readonly #digest = createHash('sha256');
  readonly #mac;
  readonly #zstd = createZstdCompress(compression);
  readonly #compressed: Buffer[] = [];
  #bytes = 0;

  /**
   * @param guess the secret that has probably signed it
   * @param onCompressed hears of each piece of the result; what it throws ends the intake
   */
  constructor(guess: string | undefined, onCompressed: (bytes: number) => void) {
    this.#guess = guess;
    this.#mac = guess === undefined ? undefined : createHmac('sha256', guess);
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

  /** Resolves when the next piece may come. */
  async write(chunk: Buffer): Promise<void> {
    this.#bytes += chunk.length;
    this.#digest.update(chunk);
    this.#mac?.update(chunk);
    if (this.#zstd.errored) throw this.#zstd.errored;
    if (!this.#zstd.write(chunk)) await once(this.#zstd, 'drain');
  }

  async finish(): Promise<Payload> {
    if (this.#zstd.errored) throw this.#zstd.errored;
    this.#zstd.end();
    await once(this.#zstd, 'end');
    const compressed = Buffer.concat(this.#compressed);
    const guessed = this.#mac?.digest();
    return {
      bytes: this.#bytes,
      digest: this.#digest.digest(),
      content: { kind: 'zstd', bytes: compressed },
      hmac: (secret) =>
        secret === this.#guess && guessed ? Promise.resolve(guessed) : hmacOf(secret, compressed),
    };
  }

  /** Gives up what has arrived. */
  discard(): void {
    this.#zstd.destroy();
  }
}

async function hmacOf(secret: string, compressed: Buffer): Promise<Buffer> {
  const mac = createHmac('sha256', secret);
  const plain = createZstdDecompress();
  plain.end(compressed);
  for await (const chunk of plain) mac.update(chunk as Buffer);
  return mac.digest();
}

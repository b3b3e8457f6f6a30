import type { IncomingMessage } from 'node:http';
import { payloadScanner } from '@slipway/deliveries';
import { InvalidInputError, type SlipwayError } from '@slipway/kernel';
import type { ByteBudget, Slots } from './byte-budget.ts';
import { eachPiece } from './each-piece.ts';
import { largePayload, type IntakeLimits } from './intake-limits.ts';
import type { Inspector } from './inspector.ts';
import { LargePayload } from './large-payload.ts';
import { smallPayload, type Payload } from './payload.ts';
import { refused } from './refusal.ts';

export interface ReadOptions {
  readonly limits: IntakeLimits;
  readonly slots: Slots;
  readonly inspector: Inspector;
  /** Where the bytes of this payload are counted. */
  readonly budget: ReturnType<ByteBudget['open']>;
  /** The secrets of which one has probably signed it. */
  readonly likely: readonly string[];
}

export interface ReadPayload {
  readonly payload: Payload;
  /** Of the fields that make an address those that are there. */
  readonly found: ReadonlyMap<string, string | number>;
}

/** Reads the body of a delivery within its bounds, and looks at what is in it as it arrives. @throws a refusal */
export async function readPayload(request: IncomingMessage, options: ReadOptions): Promise<ReadPayload> {
  const { limits } = options;
  if (Number(request.headers['content-length'] ?? 0) > limits.payloadBytes) throw tooLarge(limits);
  const arriving = new ArrivingPayload(options);
  try {
    await eachPiece(request, limits.payloadTime, (piece) => arriving.take(piece));
    return await arriving.finish();
  } catch (error) {
    throw error instanceof InvalidInputError ? refused('payload', error.message) : error;
  } finally {
    arriving.close();
  }
}

class ArrivingPayload {
  readonly #options: ReadOptions;
  readonly #pieces: Buffer[] = [];
  #large: LargePayload | undefined;
  #bytes = 0;
  #isClosed = false;

  constructor(options: ReadOptions) {
    this.#options = options;
  }

  /** Undefined: the next piece may come at once; else it may when this resolves. */
  take(piece: Buffer): Promise<void> | undefined {
    const { limits, budget } = this.#options;
    this.#bytes += piece.length;
    if (this.#bytes > limits.payloadBytes) throw tooLarge(limits);
    if (this.#large) return this.#large.write(piece);
    budget.take(piece.length);
    this.#pieces.push(piece);
    return this.#bytes > largePayload ? this.#becomeLarge() : undefined;
  }

  async #becomeLarge(): Promise<void> {
    const { slots, budget, likely, inspector } = this.#options;
    await slots.take();
    if (this.#isClosed) {
      slots.give();
      return;
    }
    budget.give();
    this.#large = new LargePayload(inspector, likely, (compressed) => {
      budget.take(compressed);
    });
    for (const early of this.#pieces.splice(0)) await this.#large.write(early);
  }

  async finish(): Promise<ReadPayload> {
    if (this.#large) return this.#large.finish();
    const payload = smallPayload(this.#pieces);
    const scanner = payloadScanner();
    scanner.feed(payload.content.bytes);
    return { payload, found: scanner.finish() };
  }

  /** Gives back what it has taken, whether it was finished or not. */
  close(): void {
    this.#isClosed = true;
    if (!this.#large) return;
    void this.#large.close().then(() => {
      this.#options.slots.give();
    });
  }
}

function tooLarge({ payloadBytes }: IntakeLimits): SlipwayError {
  return refused('too-large', `the payload is larger than ${String(payloadBytes / 2 ** 20)} MiB`);
}

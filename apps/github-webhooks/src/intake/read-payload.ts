import type { IncomingMessage } from 'node:http';
import { addressFields, JsonScanner } from '@slipway/deliveries';
import { InvalidInputError, SlipwayError } from '@slipway/kernel';
import type { ByteBudget, Slots } from './byte-budget.ts';
import { largePayload, type IntakeLimits } from './intake-limits.ts';
import { LargePayload } from './large-payload.ts';
import { smallPayload, type Payload } from './payload.ts';
import { refused } from './refusal.ts';

export interface ReadOptions {
  readonly limits: IntakeLimits;
  readonly slots: Slots;
  /** Where the bytes of this payload are counted. */
  readonly budget: ReturnType<ByteBudget['open']>;
  /** The secret that has probably signed it. */
  readonly guess: string | undefined;
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
  const late = Promise.withResolvers<never>();
  late.promise.catch(() => undefined);
  const timer = setTimeout(() => {
    late.reject(
      refused('too-slow', `the payload did not arrive within ${String(limits.payloadTime / 1000)} s`),
    );
  }, limits.payloadTime);
  try {
    return await read(request, options, late.promise);
  } catch (error) {
    throw error instanceof InvalidInputError ? refused('payload', error.message) : error;
  } finally {
    clearTimeout(timer);
  }
}

async function read(
  request: IncomingMessage,
  { limits, slots, budget, guess }: ReadOptions,
  late: Promise<never>,
): Promise<ReadPayload> {
  const scanner = new JsonScanner(addressFields);
  const chunks: Buffer[] = [];
  let large: LargePayload | undefined;
  let bytes = 0;
  const becomeLarge = async (): Promise<LargePayload> => {
    const slot = slots.take();
    await Promise.race([slot, late]).catch((error: unknown) => {
      void slot.then(() => {
        slots.give();
      });
      throw error;
    });
    budget.give();
    return new LargePayload(guess, (compressed) => {
      budget.take(compressed);
    });
  };
  // Left early it must not end the connection: there is an answer to be given.
  const iterator = request.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const next = (await Promise.race([arriving(iterator), late])) as IteratorResult<Buffer, unknown>;
      if (next.done === true) break;
      const chunk = next.value;
      bytes += chunk.length;
      if (bytes > limits.payloadBytes) throw tooLarge(limits);
      scanner.feed(chunk);
      if (large) await large.write(chunk);
      else {
        budget.take(chunk.length);
        chunks.push(chunk);
        if (bytes > largePayload) {
          large = await becomeLarge();
          for (const early of chunks.splice(0)) await large.write(early);
        }
      }
    }
    const found = scanner.finish();
    return { found, payload: large ? await large.finish() : smallPayload(chunks) };
  } finally {
    large?.discard();
    if (large) slots.give();
  }
}

/** The next piece; a sender that goes away in the middle is a refusal. */
async function arriving(iterator: AsyncIterator<unknown>): Promise<IteratorResult<unknown>> {
  try {
    return await iterator.next();
  } catch (error) {
    throw error instanceof SlipwayError
      ? error
      : refused('cut-off', 'the payload ended before it was whole', error);
  }
}

function tooLarge({ payloadBytes }: IntakeLimits): SlipwayError {
  return refused('too-large', `the payload is larger than ${String(payloadBytes / 2 ** 20)} MiB`);
}

import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { InvalidInputError } from '@slipway/kernel';
import type { Piscina } from 'piscina';

/** What the thread is given for a payload. */
export interface InspectionTask {
  readonly port: MessagePort;
  /** Shared memory in which the bytes come. */
  readonly block: Uint8Array;
  readonly secrets: readonly string[];
}

/** What the thread found in a payload. */
export type Inspected =
  | {
      readonly kind: 'whole';
      /** Of the fields that make an address those that are there. */
      readonly found: ReadonlyMap<string, string | number>;
      /** HMAC-SHA256 by each of the secrets. */
      readonly digests: ReadonlyMap<string, Uint8Array>;
    }
  | { readonly kind: 'wrong'; readonly message: string }
  | { readonly kind: 'given-up' };

export type Whole = Extract<Inspected, { readonly kind: 'whole' }>;

export interface Inspection {
  /** Where the next bytes of the payload are put. */
  readonly block: Buffer;
  /** Looks at the next bytes of the block, one at least. Resolves when they are done with. @throws InvalidInputError saying where they are no JSON */
  look(bytes: number): Promise<void>;
  /** @throws InvalidInputError when the JSON is not whole */
  finish(): Promise<Whole>;
  /** Resolves when nobody reads the block any more, whether it was finished or not. */
  close(): Promise<void>;
}

/** Looks through large payloads and hashes them beside the thread that answers: one of 25 MB takes a tenth of a second. */
export interface Inspector {
  /** @param secrets those of which one has probably signed it */
  open(secrets: readonly string[]): Inspection;
  close(): Promise<void>;
}

/** Bytes that are handed over at a time: each time costs a change of threads. */
const blockBytes = 1_048_576;
/** Milliseconds after which the thread ends when there is nothing to do. */
const idleTime = 60_000;

/** @param atOnce payloads that are open at a time, at most */
export function createInspector(atOnce: number): Inspector {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  let opened: Promise<Piscina<InspectionTask, Inspected>> | undefined;
  const open = async (): Promise<Piscina<InspectionTask, Inspected>> => {
    const { Piscina: Pool } = await import('piscina');
    return new Pool<InspectionTask, Inspected>({
      filename: new URL(`./inspection-thread.${extension}`, import.meta.url).href,
      ...{ name: 'inspect', minThreads: 0, maxThreads: 1, idleTimeout: idleTime },
      ...{ concurrentTasksPerWorker: atOnce, maxQueue: atOnce },
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 },
    });
  };
  // The garbage collector does not count shared memory: what is made for each payload would pile up.
  const free: Buffer<SharedArrayBuffer>[] = [];
  return {
    open: (secrets) => {
      const block = free.pop() ?? Buffer.from(new SharedArrayBuffer(blockBytes));
      const { port1: port, port2 } = new MessageChannel();
      const inspected = (opened ??= open()).then((pool) =>
        pool.run({ port: port2, block, secrets }, { transferList: [port2] }),
      );
      // Whoever looks next is told of an error.
      const over = inspected.catch(() => undefined).then(() => void free.push(block));
      return {
        block,
        look: async (bytes) => {
          const done = once(port, 'message').then(() => undefined);
          port.postMessage(bytes);
          const ended = await Promise.race([inspected, done]);
          if (ended) wholeOf(ended);
        },
        finish: async () => {
          port.postMessage(0);
          return wholeOf(await inspected);
        },
        close: () => {
          port.close();
          return over;
        },
      };
    },
    close: async () => {
      await (await opened)?.close({ force: true });
    },
  };
}

function wholeOf(inspected: Inspected): Whole {
  if (inspected.kind === 'whole') return inspected;
  if (inspected.kind === 'wrong') throw new InvalidInputError(inspected.message);
  throw new Error('the payload was given up before it was looked through');
}

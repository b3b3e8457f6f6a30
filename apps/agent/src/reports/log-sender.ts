import { open, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { agentEndpoints, type Client } from '@slipway/contracts';
import { SlipwayError, describeError, type Clock } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import { logFile, unlessMissing } from '@slipway/process-runtime';
import { backoffMs, retrying } from '../attempts/retrying.ts';

export interface LogSenderOptions {
  readonly directory: string;
  readonly attempt: string;
  /** How many logs there may be. */
  readonly processes: () => number;
  readonly cluster: string;
  readonly client: Client;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const chunkBytes = 262_144;
const pollMs = 100;

/**
 * Sends the logs of an attempt to the scheduler as they grow, one chunk at a time: a slow scheduler slows the sending, never
 * the program. Where to go on is what the scheduler answers; `sent.json` only spares sending everything again.
 */
export class LogSender {
  readonly #options: LogSenderOptions;
  /** Next offset of each process; undefined when nothing more of it is wanted. */
  readonly #offsets: (number | undefined)[] = [];
  readonly #sentFile: string;
  readonly #ended = new AbortController();
  readonly #running: Promise<void>;

  constructor(options: LogSenderOptions) {
    this.#options = options;
    this.#sentFile = path.join(options.directory, 'sent.json');
    this.#running = this.#run();
    this.#running.catch(() => undefined); // `finish` tells
  }

  /** Call it when nobody writes any more. Resolves when the scheduler has everything. @throws the signal's reason. */
  async finish(): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { processes, clock, signal, logger } = this.#options;
    const known = parseOffsets(await unlessMissing(readFile(this.#sentFile, 'utf8')));
    for (let failures = 0; ;) {
      signal.throwIfAborted();
      const last = this.#ended.signal.aborted;
      let sent = false;
      try {
        for (let index = 0; index < processes(); index += 1) {
          if (index === this.#offsets.length) this.#offsets.push(known[index] ?? 0);
          sent = (await this.#sendChunk(index)) || sent;
        }
        failures = 0;
      } catch (error) {
        signal.throwIfAborted();
        failures += 1;
        logger.warn('Cannot read a log; trying again', { reason: describeError(error) });
        await clock.sleep(backoffMs(failures), signal);
        continue;
      }
      if (!sent && last) return;
      if (!sent) await clock.sleep(pollMs, AbortSignal.any([signal, this.#ended.signal]));
    }
  }

  /** False when there is nothing to send. */
  async #sendChunk(index: number): Promise<boolean> {
    const { directory, attempt, cluster, client, clock, signal, logger } = this.#options;
    const offset = this.#offsets[index];
    const chunk = offset === undefined ? undefined : await readChunk(logFile(directory, index), offset);
    if (offset === undefined || chunk === undefined) return false;
    try {
      const request = { params: { cluster, attempt }, query: { index, offset }, stream: chunk, signal };
      const answer = await retrying(() => client.call(agentEndpoints.appendLog, request), this.#options);
      this.#offsets[index] = answer.full ? undefined : answer.next;
      if (answer.next === offset && !answer.full) await clock.sleep(1_000, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SlipwayError)) throw error;
      logger.warn('The scheduler refuses a log; it stays on this machine', {
        attempt,
        index,
        reason: describeError(error),
      });
      this.#offsets[index] = undefined;
    }
    await writeFile(this.#sentFile, JSON.stringify(this.#offsets), { mode: 0o600 }).catch(() => undefined);
    return true;
  }
}

async function readChunk(name: string, offset: number): Promise<Buffer | undefined> {
  const file = await unlessMissing(open(name, 'r'));
  if (file === undefined) return undefined;
  try {
    const available = (await file.stat()).size - offset;
    if (available <= 0) return undefined;
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, available));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    return bytesRead === 0 ? undefined : buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Anything but what was written is as good as nothing: the scheduler says where to go on. */
function parseOffsets(text: string | undefined): readonly (number | undefined)[] {
  try {
    const offsets: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(offsets)
      ? offsets.map((offset) => (Number.isSafeInteger(offset) ? Number(offset) : undefined))
      : [];
  } catch {
    return [];
  }
}

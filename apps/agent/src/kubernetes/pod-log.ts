import { agentEndpoints, type AttemptReport } from '@slipway/contracts';
import { InvalidInputError, NotFoundError, SlipwayError, describeError } from '@slipway/kernel';
import { readMetricLine } from '@slipway/runs';
import type { Journal } from '../attempts/journal.ts';
import { backoffMs, retrying } from '../attempts/retrying.ts';
import type { KubernetesContext } from './kubernetes-context.ts';
import {
  LineCutter,
  LineFilter,
  formatPlace,
  parsePlace,
  placeAfter,
  stampedLine,
  type LogPlace,
} from './log-lines.ts';

export interface PodLogOptions {
  readonly context: KubernetesContext;
  readonly journal: Journal;
  readonly attempt: string;
  readonly index: number;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Names this start of the container: uid of the pod and number of restarts. */
  readonly id: string;
  /** The container no longer runs, so its log is complete. */
  readonly hasEnded: () => boolean;
  readonly onDone: () => void;
  readonly signal: AbortSignal;
}

const chunkBytes = 262_144;
const streamBytes = 16 * 1_048_576;
const turnMs = 60_000;
const contendedTurnMs = 5_000;
/** Tries to read the log of a container that has ended, 0.2 s to 6 s apart: about 12 s in all. */
const maxFailures = 6;
const metricMark = 'slipway-';

/**
 * Brings the log of one container to the scheduler, each line once, whoever read it before: the scheduler keeps, with the
 * bytes, up to which line it has them. Metrics that lines hold are journaled before the line is sent.
 */
export class PodLog {
  readonly #options: PodLogOptions;
  #place: LogPlace;
  /** Offset in the log as the scheduler counts. */
  #offset = 0;
  #full = false;
  #done = false;
  /** A followed log has come to its end by itself: the kubelet closes it with its container. */
  #closed = false;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  /** While it waits for its turn to follow. */
  #leaveQueue: (() => void) | undefined;
  #located = false;

  constructor(options: PodLogOptions) {
    this.#options = options;
    this.#place = { container: options.id, time: '', lines: 0 };
    void this.#run();
  }

  /** Everything that the container has written is with the scheduler, or cannot be had. */
  get done(): boolean {
    return this.#done;
  }

  /** The scheduler takes no more bytes; metrics are still read. */
  get isFull(): boolean {
    return this.#full;
  }

  /** The container may have ended: then its log does not wait for those of containers that run. */
  look(): void {
    if (this.#options.hasEnded()) this.#leaveQueue?.();
  }

  async #run(): Promise<void> {
    const { context, signal, hasEnded, onDone, journal } = this.#options;
    try {
      for (let failures = 0; !signal.aborted;) {
        const ended = hasEnded();
        try {
          const slots = ended ? context.endedLogs : context.liveLogs;
          const whole = await slots.use(
            () => this.#read(!ended),
            (leave) => {
              if (!ended) this.#leaveQueue = leave;
            },
          );
          this.#leaveQueue = undefined;
          failures = 0;
          if (ended && whole) break;
          if (!hasEnded()) await context.clock.sleep(100, signal);
        } catch (error) {
          signal.throwIfAborted();
          if (!this.#located) throw error; // the scheduler does not want it
          failures += 1;
          const missing = error instanceof NotFoundError || error instanceof InvalidInputError;
          if (ended && missing && this.#closed) break; // the pod was removed after all had been read
          if (ended && (missing || failures >= maxFailures)) {
            const message = `The log of container ${this.#options.container} is not complete: ${describeError(error)}`;
            await journal.append({ reports: [{ type: 'warning', message: message.slice(0, 2000) }] });
            break;
          }
          await context.clock.sleep(backoffMs(failures), signal);
        }
      }
      this.#done = !signal.aborted;
      onDone();
    } catch (error) {
      if (signal.aborted) return;
      context.logger.warn('A log is given up', {
        attempt: this.#options.attempt,
        reason: describeError(error),
      });
      this.#done = true;
      onDone();
    }
  }

  /** Asks the scheduler how far it has this log. */
  async #locate(): Promise<void> {
    if (this.#located) return;
    const answer = await this.#append(0, Buffer.alloc(0));
    this.#offset = answer.next;
    this.#full = answer.full;
    const place = parsePlace(answer.mark);
    if (place?.container === this.#place.container) this.#place = place;
    this.#located = true;
  }

  /** One request for the log. Returns whether it came to an end of its own. */
  async #read(follow: boolean): Promise<boolean> {
    const { context, namespace, pod, container, signal } = this.#options;
    await this.#locate();
    const { time } = this.#place;
    const maxMs = context.liveLogs.contended ? contendedTurnMs : turnMs;
    const began = context.clock.now().getTime();
    const since = time === '' ? {} : { since: new Date(time) };
    const stream = context.kube.readLog(
      { namespace, pod, container },
      { ...since, maxBytes: streamBytes, follow, maxMs, signal },
    );
    const cutter = new LineCutter();
    const filter = new LineFilter(this.#place);
    let received = 0;
    let progress = false;
    const hasProgress = (): boolean => progress;
    const take = (line: Buffer): void => {
      const stamped = stampedLine(line, this.#place.time);
      if (!filter.isNew(stamped)) return;
      progress = true;
      this.#place = placeAfter(this.#place, stamped);
      this.#pending.push(stamped.bytes);
      this.#pendingBytes += stamped.bytes.byteLength;
    };
    for await (const chunk of stream) {
      received += chunk.byteLength;
      for (const line of cutter.push(chunk)) {
        take(line);
        if (this.#pendingBytes >= chunkBytes) await this.#flush();
      }
      await this.#flush();
    }
    const cutOff = received >= streamBytes;
    this.#closed = follow && !cutOff && context.clock.now().getTime() - began < maxMs;
    if (!follow && !cutOff && cutter.rest.byteLength > 0) take(cutter.rest);
    await this.#flush();
    if (cutOff && !hasProgress()) throw new InvalidInputError('a line is longer than what is read at once');
    return !cutOff;
  }

  async #flush(): Promise<void> {
    if (this.#pendingBytes === 0) return;
    const { index, journal } = this.#options;
    const start = this.#offset;
    const known = journal.state.cursors[String(index)] ?? 0;
    const reports: AttemptReport[] = [];
    let at = start;
    for (const bytes of this.#pending) {
      if (at >= known && bytes.includes(metricMark)) {
        const meaning = readMetricLine(bytes.toString('utf8'));
        if (meaning !== undefined && !('malformed' in meaning)) reports.push(...meaning);
      }
      at += bytes.byteLength;
    }
    if (reports.length > 0) await journal.append({ reports, cursors: { [String(index)]: at } });
    const bytes = Buffer.concat(this.#pending);
    [this.#pending, this.#pendingBytes] = [[], 0];
    for (let from = 0; from < bytes.byteLength && !this.isFull;) {
      const piece = bytes.subarray(from, from + chunkBytes);
      const last = from + piece.byteLength === bytes.byteLength;
      const answer = await this.#append(start + from, piece, last ? formatPlace(this.#place) : undefined);
      this.#full = answer.full;
      from += piece.byteLength;
    }
    this.#offset = at;
  }

  /** The scheduler may be away for long; then the log waits where it is. */
  async #append(
    offset: number,
    stream: Buffer,
    mark?: string,
  ): Promise<{ readonly next: number; readonly full: boolean; readonly mark?: string | undefined }> {
    const { context, attempt, index, signal } = this.#options;
    const { api, cluster, session, clock } = context;
    try {
      return await retrying(
        () =>
          api.call(agentEndpoints.appendLog, {
            params: { cluster, attempt },
            query: { index, offset, session, ...(mark !== undefined && { mark }) },
            stream,
            signal,
          }),
        { clock, signal },
      );
    } catch (error) {
      if (error instanceof SlipwayError && error.code === 'precondition_failed') context.onFenced();
      throw error;
    }
  }
}

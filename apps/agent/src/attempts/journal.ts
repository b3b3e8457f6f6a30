import { open, readFile, writeFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { AttemptReport } from '@slipway/contracts';
import type { Clock } from '@slipway/kernel';
import { syncDirectory, unlessMissing } from '@slipway/process-runtime';
import { applyTransaction, emptyJournal, type JournalState, type Transaction } from './journal-state.ts';

/** A report with its place in the order of its attempt. */
export interface NumberedReport {
  readonly sequence: number;
  readonly at: string;
  readonly report: AttemptReport;
}

export type Entry = Pick<Transaction, 'reports' | 'mark' | 'cursors' | 'warned' | 'takenOver'>;

const newline = 0x0a;
const readBytes = 1_048_576;
/** Unconfirmed reports that are kept in memory; with more of them all are read from the file. */
const maxTail = 32;

/**
 * The memory of an attempt: an append-only file of JSON lines, `events.jsonl`. What `append` has returned for is on disk.
 * Its reports wait here until the scheduler has them, however many there are: memory holds at most the few newest, so that
 * what is sent at once need not be read again.
 *
 * Beside it lies `acknowledged`, the last sequence number that the scheduler confirmed. It is a hint: losing it means to
 * send reports again that the scheduler then ignores.
 */
export class Journal {
  readonly #directory: string;
  readonly #clock: Clock;
  readonly #onAppend: () => void;
  readonly #durable: boolean;
  #size: number;
  #state: JournalState;
  #acknowledged: number;
  /** All unconfirmed reports, when there are few. */
  #tail: readonly NumberedReport[] = [];
  /** Everything before this offset is acknowledged. */
  #unsentFrom = 0;
  #queue: { entry: Entry; resolve: (written: boolean) => void; reject: (error: unknown) => void }[] = [];
  #writing: Promise<void> | undefined;

  private constructor(fields: {
    directory: string;
    size: number;
    state: JournalState;
    acknowledged: number;
    clock: Clock;
    onAppend: () => void;
    durable: boolean;
  }) {
    this.#directory = fields.directory;
    this.#size = fields.size;
    this.#state = fields.state;
    this.#acknowledged = Math.min(fields.acknowledged, fields.state.sequence);
    this.#clock = fields.clock;
    this.#onAppend = fields.onAppend;
    this.#durable = fields.durable;
  }

  /**
   * Opens or makes the journal of an attempt directory; a line that was cut off by a crash is removed. With `durable` false
   * entries outlive the process, but not the machine: for an agent that asks the scheduler how far it was.
   */
  static async open(
    directory: string,
    clock: Clock,
    onAppend: () => void,
    { durable = true }: { readonly durable?: boolean } = {},
  ): Promise<Journal> {
    const existing = await unlessMissing(open(eventsOf(directory), 'r+'));
    await using file = existing ?? (await open(eventsOf(directory), 'wx+', 0o600));
    if (!existing && durable) await syncDirectory(directory);
    let state = emptyJournal;
    let size = 0;
    let base = 0;
    const { size: bytes } = await file.stat();
    for await (const { transaction, end } of readTransactions(file, 0, bytes)) {
      state = applyTransaction(state, transaction);
      base = transaction.takenOver?.sequence ?? base;
      size = end;
    }
    if (size < bytes) await file.truncate(size);
    const noted = Number((await unlessMissing(readFile(acknowledgedOf(directory), 'utf8'))) ?? 0) || 0;
    const acknowledged = Math.max(noted, base);
    return new Journal({ directory, size, state, acknowledged, clock, onAppend, durable });
  }

  get state(): JournalState {
    return this.#state;
  }

  /** Reports that the scheduler has not confirmed. */
  get backlog(): number {
    return this.#state.sequence - this.#acknowledged;
  }

  /** Sequence number of the newest report that the scheduler has confirmed. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /**
   * Makes an entry durable; entries that come together share one write. False, and nothing is written, when the
   * attempt has ended before. Throws the system's error, for instance when the disk is full; it may be tried again.
   */
  async append(entry: Entry): Promise<boolean> {
    return new Promise<boolean>((resolve, reject) => {
      this.#queue.push({ entry, resolve, reject });
      this.#writing ??= this.#writeQueue().finally(() => {
        this.#writing = undefined;
      });
    });
  }

  async #writeQueue(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      let state = this.#state;
      let text = '';
      const written: Transaction[] = [];
      const accepted = batch.map(({ entry }) => {
        if (state.ended) return false;
        const transaction: Transaction = {
          at: this.#clock.now().toISOString(),
          ...(entry.reports?.length && { first: state.sequence + 1 }),
          ...entry,
        };
        state = applyTransaction(state, transaction);
        text += `${JSON.stringify(transaction)}\n`;
        written.push(transaction);
        return true;
      });
      try {
        if (text !== '') await this.#write(Buffer.from(text));
      } catch (error) {
        for (const { reject } of batch) reject(error);
        continue;
      }
      this.#state = state;
      for (const { entry } of batch)
        this.#acknowledged = Math.max(this.#acknowledged, entry.takenOver?.sequence ?? 0);
      this.#remember(written.flatMap(numbered));
      batch.forEach(({ resolve }, index) => {
        resolve(accepted[index] === true);
      });
      this.#onAppend();
    }
  }

  #remember(reports: readonly NumberedReport[]): void {
    const whole = this.#tail[0]?.sequence === this.#acknowledged + 1;
    const fresh = reports[0]?.sequence === this.#acknowledged + 1;
    if (whole) this.#tail = [...this.#tail, ...reports];
    else if (fresh) this.#tail = reports;
    if (this.#tail.length > maxTail) this.#tail = [];
  }

  /** Opened for each write: with ten thousand attempts so many open files would be beyond what most systems allow. */
  async #write(bytes: Buffer): Promise<void> {
    await using file = await open(eventsOf(this.#directory), 'r+');
    try {
      for (let done = 0; done < bytes.length;) {
        done += (await file.write(bytes, done, bytes.length - done, this.#size + done)).bytesWritten;
      }
      if (this.#durable) await file.datasync();
      this.#size += bytes.length;
    } catch (error) {
      await file.truncate(this.#size).catch(() => undefined); // opening it again would cut it off as well
      throw error;
    }
  }

  /** The oldest unconfirmed reports, at most `limit`. */
  async nextReports(limit: number): Promise<readonly NumberedReport[]> {
    const found: NumberedReport[] = [];
    if (this.backlog === 0) return found;
    if (this.#tail[0]?.sequence === this.#acknowledged + 1) return this.#tail.slice(0, limit);
    await using file = await open(eventsOf(this.#directory), 'r');
    for await (const { transaction, end } of readTransactions(file, this.#unsentFrom, this.#size)) {
      const wanted = numbered(transaction).filter((report) => report.sequence > this.#acknowledged);
      if (found.length === 0 && wanted.length === 0) this.#unsentFrom = end;
      found.push(...wanted.slice(0, limit - found.length));
      if (found.length >= limit) break;
    }
    return found;
  }

  /**
   * Records the scheduler's answer: the highest sequence it has. It may be lower than before, when the scheduler's
   * database was restored from a backup; the reports after it are sent again then.
   */
  async acknowledge(sequence: number): Promise<void> {
    if (sequence < this.#acknowledged) this.#unsentFrom = 0;
    this.#acknowledged = Math.min(sequence, this.#state.sequence);
    this.#tail = this.#tail.filter((report) => report.sequence > this.#acknowledged);
    if (this.#durable)
      await writeFile(acknowledgedOf(this.#directory), String(this.#acknowledged), { mode: 0o600 });
  }

  /** Nothing is being written any more. */
  async close(): Promise<void> {
    await this.#writing;
  }
}

const eventsOf = (directory: string): string => path.join(directory, 'events.jsonl');
const acknowledgedOf = (directory: string): string => path.join(directory, 'acknowledged');

function numbered({ first = 0, at, reports = [] }: Transaction): NumberedReport[] {
  return reports.map((report, index) => ({ sequence: first + index, at, report }));
}

/** Whole transactions from `offset`, with the offset after each; stops at the first line that is none. */
async function* readTransactions(
  file: FileHandle,
  offset: number,
  limit: number,
): AsyncGenerator<{ transaction: Transaction; end: number }> {
  let rest = Buffer.alloc(0);
  let at = offset;
  for (;;) {
    const chunk = Buffer.alloc(Math.min(readBytes, limit - at - rest.length));
    if (chunk.length === 0) return;
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at + rest.length);
    if (bytesRead === 0) return;
    rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    for (let end = rest.indexOf(newline); end !== -1; end = rest.indexOf(newline)) {
      const transaction = parseLine(rest.toString('utf8', 0, end));
      if (transaction === undefined) return;
      at += end + 1;
      rest = rest.subarray(end + 1);
      yield { transaction, end: at };
    }
  }
}

function parseLine(line: string): Transaction | undefined {
  try {
    return JSON.parse(line) as Transaction;
  } catch {
    return undefined;
  }
}

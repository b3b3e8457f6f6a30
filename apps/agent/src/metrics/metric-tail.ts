import { open } from 'node:fs/promises';
import { logFile, unlessMissing } from '@slipway/process-runtime';
import type { Journal } from '../attempts/journal.ts';
import { LogLines } from './log-lines.ts';
import { lineMark, readMetricLine, type MetricReport } from '@slipway/runs';

const reportsOfOneEntry = 200;
/** A restarted agent reads at most about this many bytes again in vain. */
const bytesOfOneEntry = 4_194_304;
/** With more unconfirmed reports than this the log is read later: it does not run away. */
const maxBacklog = 10_000;

/**
 * Takes metric lines from the logs of an attempt, each exactly once: how far a log was read is journaled together with
 * what was found there.
 */
export class MetricTail {
  readonly #directory: string;
  readonly #processes: () => number;
  readonly #journal: Journal;
  readonly #logs = new Map<number, LogLines>();

  /** @param processes how many logs there may be */
  constructor(directory: string, processes: () => number, journal: Journal) {
    this.#directory = directory;
    this.#processes = processes;
    this.#journal = journal;
  }

  /**
   * Reads what was written since the last time, of each log a few MiB at most so that a loud program does not hold up its
   * supervision. `ended`: nobody writes any more, so everything is read, an unfinished last line included. Returns
   * false when something is left to read, then since the scheduler does not take the reports that are there.
   */
  async read(ended: boolean): Promise<boolean> {
    let whole = true;
    for (let index = 0; index < this.#processes(); index += 1)
      whole = (await this.#readLog(index, ended)) && whole;
    return whole;
  }

  async #readLog(index: number, ended: boolean): Promise<boolean> {
    const file = await unlessMissing(open(logFile(this.#directory, index), 'r'));
    if (file === undefined) return true;
    try {
      while (this.#journal.backlog < maxBacklog) {
        if ((await this.#readEntry(file, index, ended)) || !ended) return true;
      }
      return false;
    } finally {
      await file.close();
    }
  }

  /** Reads as much as one journal entry holds. Returns whether the end of the log was reached. */
  async #readEntry(file: Parameters<LogLines['read']>[0], index: number, ended: boolean): Promise<boolean> {
    const journaled = this.#journal.state.cursors[String(index)] ?? 0;
    const log = this.#logs.get(index) ?? new LogLines(lineMark, journaled);
    this.#logs.set(index, log);
    const reports: MetricReport[] = [];
    let malformed: string | undefined;
    const onLine = (line: string): boolean => {
      const meaning = readMetricLine(line);
      if (meaning !== undefined && 'malformed' in meaning) malformed ??= meaning.malformed;
      else if (meaning !== undefined) reports.push(...meaning);
      return reports.length < reportsOfOneEntry;
    };
    const whole = await log.read(file, { ended, maxBytes: bytesOfOneEntry, onLine });
    const warning =
      malformed === undefined || this.#journal.state.warned ? [] : [malformedWarning(malformed)];
    const worthIt =
      reports.length + warning.length > 0 || log.offset - journaled >= (ended ? 1 : bytesOfOneEntry);
    if (!worthIt) return whole;
    try {
      const cursors = { [String(index)]: log.offset };
      const written = await this.#journal.append({
        reports: [...reports, ...warning],
        cursors,
        ...(warning.length > 0 && { warned: true }),
      });
      return whole || !written;
    } catch (error) {
      this.#logs.delete(index); // nothing of it is on disk: read it again
      throw error;
    }
  }
}

function malformedWarning(what: string): { readonly type: 'warning'; readonly message: string } {
  return {
    type: 'warning',
    message: `a line that begins like a metric is malformed and ignored, as others will be: ${what}`.slice(
      0,
      2000,
    ),
  };
}

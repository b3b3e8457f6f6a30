import { readMetricLine } from '@slipway/runs';
import { TrialMetrics, type StepReport } from '@slipway/studies';

export type TrialResult =
  | { readonly state: 'complete'; readonly values: number[]; readonly constraints: number[] }
  | { readonly state: 'failed'; readonly why: string };

/** Collects what a trial's program says about the metrics of its study, in the lines of docs/reference/metrics-lines.md. */
export class TrialLines {
  readonly #metrics: TrialMetrics;
  /** What was wrong with the first line that meant to be one. */
  malformed: string | undefined;

  constructor(study: ConstructorParameters<typeof TrialMetrics>[0]) {
    this.#metrics = new TrialMetrics(study);
  }

  /** Takes a line of output; a report when the line has a step and every objective has a value by now. */
  read(line: string): StepReport | undefined {
    const meaning = readMetricLine(line);
    if (meaning === undefined) return undefined;
    if ('malformed' in meaning) {
      this.malformed ??= meaning.malformed;
      return undefined;
    }
    return this.#metrics.take(meaning.filter((report) => report.type === 'metric'));
  }

  /** What the program has said last, by metric. */
  get last(): ReadonlyMap<string, number> {
    return this.#metrics.last;
  }

  /** Takes values that were said in another way, for metrics that no line has named. */
  fill(values: ReadonlyMap<string, number>): void {
    this.#metrics.fill(values);
  }

  /** The result, when the program has ended well: the last value of each metric. */
  result(): TrialResult {
    const result = this.#metrics.result();
    if ('values' in result) return { state: 'complete', ...result };
    const hint =
      this.malformed === undefined
        ? `print a line "slipway-metric ${result.missing[0] ?? ''}=VALUE"`
        : `a line was malformed: ${this.malformed}`;
    return { state: 'failed', why: `it has said no ${result.missing.join(', ')}; ${hint}` };
  }
}

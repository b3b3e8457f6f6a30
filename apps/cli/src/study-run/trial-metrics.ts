import type { Study } from '@slipway/contracts';
import { readMetricLine } from '@slipway/runs';

/** A step that a trial has come to, with a value of each objective. */
export interface StepReport {
  readonly step: number;
  readonly values: number[];
}

export type TrialResult =
  | { readonly state: 'complete'; readonly values: number[]; readonly constraints: number[] }
  | { readonly state: 'failed'; readonly why: string };

/** Collects what a trial's program says about the metrics of its study, in the lines of docs/reference/metrics-lines.md. */
export class TrialMetrics {
  readonly #objectives: readonly string[];
  readonly #constraints: readonly string[];
  readonly #last = new Map<string, number>();
  /** What was wrong with the first line that meant to be one. */
  malformed: string | undefined;

  constructor({ objectives, outcomeConstraints }: Study['spec']) {
    this.#objectives = objectives.map(({ metric }) => metric);
    this.#constraints = outcomeConstraints.map(({ metric }) => metric);
  }

  /** Takes a line of output; a report when the line has a step and every objective has a value by now. */
  read(line: string): StepReport | undefined {
    const meaning = readMetricLine(line);
    if (meaning === undefined) return undefined;
    if ('malformed' in meaning) {
      this.malformed ??= meaning.malformed;
      return undefined;
    }
    let step: number | undefined;
    let isObjective = false;
    for (const report of meaning) {
      if (report.type !== 'metric') continue;
      this.#last.set(report.name, report.value);
      step = report.step;
      isObjective ||= this.#objectives.includes(report.name);
    }
    const values = this.#valuesOf(this.#objectives);
    return step === undefined || step < 0 || !isObjective || values === undefined
      ? undefined
      : { step, values };
  }

  /** What the program has said last, by metric. */
  get last(): ReadonlyMap<string, number> {
    return this.#last;
  }

  /** Takes values that were said in another way, for metrics that no line has named. */
  fill(values: ReadonlyMap<string, number>): void {
    for (const [metric, value] of values) if (!this.#last.has(metric)) this.#last.set(metric, value);
  }

  /** The result, when the program has ended well: the last value of each metric. */
  result(): TrialResult {
    const values = this.#valuesOf(this.#objectives);
    const constraints = this.#valuesOf(this.#constraints);
    if (values !== undefined && constraints !== undefined) return { state: 'complete', values, constraints };
    const missing = [...this.#objectives, ...this.#constraints].filter((metric) => !this.#last.has(metric));
    const hint =
      this.malformed === undefined
        ? `print a line "slipway-metric ${missing[0] ?? ''}=VALUE"`
        : `a line was malformed: ${this.malformed}`;
    return { state: 'failed', why: `it has said no ${missing.join(', ')}; ${hint}` };
  }

  #valuesOf(metrics: readonly string[]): number[] | undefined {
    const values = metrics.flatMap((metric) => this.#last.get(metric) ?? []);
    return values.length === metrics.length ? values : undefined;
  }
}

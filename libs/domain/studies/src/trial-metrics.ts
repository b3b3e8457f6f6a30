import type { OutcomeConstraint } from './outcome-constraint.ts';
import type { Objective } from './study.ts';

/** A value of a metric, as a program has said it. */
export interface SaidMetric {
  readonly name: string;
  readonly value: number;
  readonly step?: number | undefined;
}

/** A step that a trial has come to, with a value of each objective. */
export interface StepReport {
  readonly step: number;
  readonly values: number[];
}

/** What a trial's program has said, as far as its study asks for it: the last value of each metric counts. */
export class TrialMetrics {
  readonly #objectives: readonly string[];
  readonly #constraints: readonly string[];
  readonly #last = new Map<string, number>();

  constructor({
    objectives,
    outcomeConstraints,
  }: {
    readonly objectives: readonly Objective[];
    readonly outcomeConstraints: readonly OutcomeConstraint[];
  }) {
    this.#objectives = objectives.map(({ metric }) => metric);
    this.#constraints = outcomeConstraints.map(({ metric }) => metric);
  }

  /** Takes values that were said together; a report when they have a step and every objective has a value by now. */
  take(said: readonly SaidMetric[]): StepReport | undefined {
    let step: number | undefined;
    let isObjective = false;
    for (const metric of said) {
      this.#last.set(metric.name, metric.value);
      step = metric.step;
      isObjective ||= this.#objectives.includes(metric.name);
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

  /** Takes values that were said in another way, for metrics that have none. */
  fill(values: ReadonlyMap<string, number>): void {
    for (const [metric, value] of values) if (!this.#last.has(metric)) this.#last.set(metric, value);
  }

  /** The result of a program that has ended well, or the metrics that it said nothing of. */
  result(): { readonly values: number[]; readonly constraints: number[] } | { readonly missing: string[] } {
    const values = this.#valuesOf(this.#objectives);
    const constraints = this.#valuesOf(this.#constraints);
    if (values !== undefined && constraints !== undefined) return { values, constraints };
    return {
      missing: [...this.#objectives, ...this.#constraints].filter((metric) => !this.#last.has(metric)),
    };
  }

  #valuesOf(metrics: readonly string[]): number[] | undefined {
    const values = metrics.flatMap((metric) => this.#last.get(metric) ?? []);
    return values.length === metrics.length ? values : undefined;
  }
}

import type { EarlyStopping, LearningCurve } from '@slipway/search';

interface GrowingCurve extends LearningCurve {
  readonly steps: number[];
  readonly losses: number[];
  isComplete: boolean;
}

/** What trials of a study have reported, and the rule that stops them by it. */
export class LearningCurves {
  readonly #rule: EarlyStopping;
  readonly #curves = new Map<number, GrowingCurve>();
  /** Trials that are complete and of which no report has come. */
  readonly #complete = new Set<number>();

  constructor(rule: EarlyStopping) {
    this.#rule = rule;
  }

  add(trial: number, step: number, loss: number): void {
    const curve = this.#curves.get(trial) ?? {
      trial,
      steps: [],
      losses: [],
      isComplete: this.#complete.delete(trial),
    };
    this.#curves.set(trial, curve);
    curve.steps.push(step);
    curve.losses.push(loss);
  }

  /** The trial has ended by itself. Who catches up hears of its reports after that. */
  complete(trial: number): void {
    const curve = this.#curves.get(trial);
    if (curve) curve.isComplete = true;
    else this.#complete.add(trial);
  }

  /** Whether a trial stops after its last reported step. */
  shouldStop(trial: number): boolean {
    const curve = this.#curves.get(trial);
    if (!curve) return false;
    const others: LearningCurve[] = [];
    for (const other of this.#curves.values()) if (other !== curve) others.push(other);
    return this.#rule.shouldStop(curve, others);
  }
}

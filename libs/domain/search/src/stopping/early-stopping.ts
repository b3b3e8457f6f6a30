/** Intermediate losses of one trial by step, ascending; to be minimised. */
export interface LearningCurve {
  readonly trial: number;
  readonly steps: readonly number[];
  readonly losses: readonly number[];
  /** The trial has ended by itself; one that was stopped early has not. */
  readonly isComplete: boolean;
}

/**
 * Decides whether a trial goes on. A decision is made once, when a step is reported, and is kept with the trial: the order
 * in which trials report may change what is decided, a replay of the same reports may not.
 */
export interface EarlyStopping {
  /**
   * Whether the trial stops after its last reported step.
   * @param curve of the trial, its last step being the one that was reported
   * @param others curves of the other trials of the study
   */
  shouldStop(curve: LearningCurve, others: readonly LearningCurve[]): boolean;
}

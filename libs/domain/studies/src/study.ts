import type { OutcomeConstraint } from './outcome-constraint.ts';

/** `ended` has a reason, and can be run on by extending what ended it. */
export const StudyState = { Running: 'running', Paused: 'paused', Ended: 'ended' } as const;
export type StudyState = (typeof StudyState)[keyof typeof StudyState];

/** What ends a study, whichever comes first. Undefined: it does not. */
export interface StopConditions {
  /** Trials that have a result or failed for good. */
  readonly trials?: number;
  /** Milliseconds since the study began. */
  readonly time?: number;
  /** What trials that have ended cost together, in the currency of the study. */
  readonly cost?: number;
  /** Value of the first objective that is good enough. */
  readonly target?: number;
  /** Results in a row without a better best one. */
  readonly stagnation?: number;
  /** Failed trials. */
  readonly failures?: number;
}

export type Direction = 'minimize' | 'maximize';

export interface Objective {
  readonly metric: string;
  readonly direction: Direction;
}

export interface StudyRules {
  readonly objectives: readonly Objective[];
  readonly outcomeConstraints: readonly OutcomeConstraint[];
  /** What an hour of a trial costs that is told without its cost. */
  readonly pricePerHour?: number | undefined;
  readonly stop: StopConditions;
  /** Milliseconds that a worker may be silent before its trial is handed out again. */
  readonly leaseTime: number;
  /** How often a trial is handed out at the most; then it has failed. */
  readonly handOuts: number;
}

/** Values as losses, to be minimised. */
export const lossesOf = (objectives: readonly Objective[], values: readonly number[]): readonly number[] =>
  values.map((value, index) => (objectives[index]?.direction === 'maximize' ? -value : value));

/** A value of a parameter. */
export type Scalar = number | string | boolean;

/** What a plot has to know about a parameter; `StudyParameter` of the API is one. */
export type PlottedParameter = {
  readonly name: string;
  /** It is not active in each trial. */
  readonly when?: unknown;
} & (
  | {
      readonly kind: 'float' | 'int';
      readonly low: number;
      readonly high: number;
      readonly scale: 'linear' | 'log';
    }
  | { readonly kind: 'categorical'; readonly choices: readonly Scalar[] }
  | { readonly kind: 'ordinal'; readonly values: readonly Scalar[] }
  | { readonly kind: 'fixed'; readonly value: Scalar }
);

export interface Objective {
  readonly metric: string;
  readonly direction: 'minimize' | 'maximize';
}

/** What a plot has to know about a study. */
export interface PlottedStudy {
  readonly name: string;
  readonly parameters: readonly PlottedParameter[];
  readonly objectives: readonly Objective[];
  /** Value of the first objective that is good enough. */
  readonly target?: number | undefined;
}

/** What a plot has to know about a trial; `Trial` of the API is one. */
export interface PlottedTrial {
  readonly id: number;
  readonly state: 'waiting' | 'running' | 'complete' | 'pruned' | 'failed';
  readonly parameters: Readonly<Record<string, Scalar>>;
  /** One for each objective, when the trial is complete; of a pruned one its last report, if any. */
  readonly values: readonly number[];
}

/** Whether the value is better than the other one. */
export function isBetter({ direction }: Objective, value: number, other: number): boolean {
  return direction === 'minimize' ? value < other : value > other;
}

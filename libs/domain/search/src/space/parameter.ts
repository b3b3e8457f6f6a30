/** A value that a trial gets for a parameter. */
export type Scalar = number | string | boolean;

/** Values of parameters by name; those that are not active are left out. */
export type Configuration = Readonly<Record<string, Scalar>>;

/** When a parameter is active: its parent is active and has one of these values, or lies in this range, ends included. */
export type Condition =
  | { readonly parameter: string; readonly in: readonly Scalar[] }
  | { readonly parameter: string; readonly min?: number; readonly max?: number };

interface Named {
  readonly name: string;
  /** Without it the parameter is always active. */
  readonly when?: Condition;
}

/** `step` counts from `low`; without it every number between `low` and `high`, ends included, is a value. */
export interface FloatParameter extends Named {
  readonly kind: 'float';
  readonly low: number;
  readonly high: number;
  readonly scale: 'linear' | 'log';
  readonly step?: number;
}

export interface IntParameter extends Named {
  readonly kind: 'int';
  readonly low: number;
  readonly high: number;
  readonly scale: 'linear' | 'log';
  readonly step: number;
}

/** One of `choices`, which have no order. */
export interface CategoricalParameter extends Named {
  readonly kind: 'categorical';
  readonly choices: readonly Scalar[];
}

/** One of `values`, which are in order. */
export interface OrdinalParameter extends Named {
  readonly kind: 'ordinal';
  readonly values: readonly Scalar[];
}

export interface FixedParameter extends Named {
  readonly kind: 'fixed';
  readonly value: Scalar;
}

export type Parameter =
  FloatParameter | IntParameter | CategoricalParameter | OrdinalParameter | FixedParameter;

/** `sum of coefficient × parameter <= bound`, over numeric parameters; those that are not active count as 0. */
export interface LinearConstraint {
  readonly coefficients: Readonly<Record<string, number>>;
  readonly bound: number;
}

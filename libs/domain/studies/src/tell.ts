import { violationOf } from './outcome-constraint.ts';
import type { StudyRules } from './study.ts';
import { isFinal, TrialState, type FinalState, type Trial } from './trial.ts';

/** The result of a trial as a worker tells it. */
export interface Tell {
  readonly worker: string | undefined;
  readonly state: FinalState;
  readonly values: readonly number[];
  /** One for each outcome constraint, or none where that is allowed. */
  readonly constraints: readonly number[];
  /** Undefined: it is counted by its time, if at all. */
  readonly cost: number | undefined;
}

/**
 * `told`: the result is new and is kept. `repeated`: it was told before, word for word. `invalid`: nothing was kept, and
 * the message says what to send. `contradiction`: the trial has another result already, which stays.
 */
export type TellDecision =
  | { readonly kind: 'told'; readonly trial: Trial; readonly note: string | undefined }
  | { readonly kind: 'repeated' }
  | { readonly kind: 'invalid' | 'contradiction'; readonly message: string };

/**
 * What becomes of a trial when a result is told. The first result counts, whoever tells it: a worker that was thought lost
 * has done the work all the same. A value that is no finite number makes the trial a failed one. One that was stopped
 * early and is told without values has those that it reported last.
 */
export function decideTell(rules: StudyRules, trial: Trial, tell: Tell): TellDecision {
  const name = `trial ${String(trial.number)}`;
  const fault =
    misfit(tell.state, tell.values, metricsOf(rules.objectives), 'value') ??
    misfit(tell.state, tell.constraints, metricsOf(rules.outcomeConstraints), 'constraint');
  if (fault !== undefined) return { kind: 'invalid', message: `${name} ${fault}` };
  if (trial.state === TrialState.Waiting)
    return { kind: 'invalid', message: `${name} has not begun: ask for it first` };
  const strange = [...tell.values, ...tell.constraints].find((value) => !Number.isFinite(value));
  const values = tell.state === TrialState.Pruned && tell.values.length === 0 ? lastOf(trial) : tell.values;
  const result: Result =
    strange === undefined
      ? { state: tell.state, values, constraints: tell.constraints }
      : { state: TrialState.Failed, values: [], constraints: [] };
  if (isFinal(trial.state)) {
    if (isSame(trial, result) && (tell.cost === undefined || tell.cost === trial.cost))
      return { kind: 'repeated' };
    const has = trial.values.length > 0 ? ` with ${trial.values.join(', ')}` : '';
    return { kind: 'contradiction', message: `${name} is ${trial.state}${has} already` };
  }
  const violation = violationOf(rules.outcomeConstraints, result.constraints);
  return {
    kind: 'told',
    trial: { ...trial, ...result, violation, cost: tell.cost },
    note: strange === undefined ? undefined : `a value was ${String(strange)}, which is no finite number`,
  };
}

type Result = Pick<Trial, 'state' | 'values' | 'constraints'>;

const metricsOf = (measured: readonly { readonly metric: string }[]): readonly string[] =>
  measured.map(({ metric }) => metric);

/** What is wrong with the number of values that were told, for these metrics; undefined when it is right. */
function misfit(
  state: FinalState,
  { length }: readonly number[],
  metrics: readonly string[],
  word: string,
): string | undefined {
  const has = `${count(metrics.length, word)}${metrics.length > 0 ? ` (${metrics.join(', ')})` : ''}`;
  if (state === TrialState.Complete && length !== metrics.length)
    return `needs ${has}, and ${count(length, word)} came`;
  if (state === TrialState.Failed && length > 0)
    return `failed: then it has no ${word}s, and ${count(length, word)} came`;
  return length > metrics.length ? `has ${has} at the most` : undefined;
}

const lastOf = ({ lastValues }: Trial): readonly number[] =>
  lastValues.every(Number.isFinite) ? lastValues : [];

const count = (values: number, word: string): string =>
  values === 1 ? `1 ${word}` : `${String(values)} ${word}s`;

const isSame = (one: Result, other: Result): boolean =>
  one.state === other.state &&
  isEqual(one.values, other.values) &&
  isEqual(one.constraints, other.constraints);

const isEqual = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((value, index) => value === other[index]);

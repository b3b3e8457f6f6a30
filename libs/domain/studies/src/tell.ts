import type { StudyRules } from './study.ts';
import { isFinal, TrialState, type FinalState, type Trial } from './trial.ts';

/** The result of a trial as a worker tells it. */
export interface Tell {
  readonly worker: string | undefined;
  readonly state: FinalState;
  readonly values: readonly number[];
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
  const wanted = rules.objectives.map(({ metric }) => metric).join(', ');
  if (tell.state === TrialState.Complete && tell.values.length !== rules.objectives.length) {
    const message = `${name} needs ${count(rules.objectives.length)} (${wanted}), and ${count(tell.values.length)} came`;
    return { kind: 'invalid', message };
  }
  if (tell.state === TrialState.Failed && tell.values.length > 0)
    return {
      kind: 'invalid',
      message: `${name} failed: then it has no values, and ${count(tell.values.length)} came`,
    };
  if (tell.values.length > rules.objectives.length)
    return {
      kind: 'invalid',
      message: `${name} has ${count(rules.objectives.length)} (${wanted}) at the most`,
    };
  if (trial.state === TrialState.Waiting)
    return { kind: 'invalid', message: `${name} has not begun: ask for it first` };
  const strange = tell.values.find((value) => !Number.isFinite(value));
  const values = tell.state === TrialState.Pruned && tell.values.length === 0 ? lastOf(trial) : tell.values;
  const result: Pick<Trial, 'state' | 'values'> =
    strange === undefined ? { state: tell.state, values } : { state: TrialState.Failed, values: [] };
  if (isFinal(trial.state)) {
    if (isSame(trial, result)) return { kind: 'repeated' };
    const has = trial.values.length > 0 ? ` with ${trial.values.join(', ')}` : '';
    return { kind: 'contradiction', message: `${name} is ${trial.state}${has} already` };
  }
  return {
    kind: 'told',
    trial: { ...trial, ...result },
    note: strange === undefined ? undefined : `a value was ${String(strange)}, which is no finite number`,
  };
}

const lastOf = ({ lastValues }: Trial): readonly number[] =>
  lastValues.every(Number.isFinite) ? lastValues : [];

const count = (values: number): string => (values === 1 ? '1 value' : `${String(values)} values`);

const isSame = (one: Pick<Trial, 'state' | 'values'>, other: Pick<Trial, 'state' | 'values'>): boolean =>
  one.state === other.state &&
  one.values.length === other.values.length &&
  one.values.every((value, index) => value === other.values[index]);

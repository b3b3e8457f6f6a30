import { InvalidInputError } from '@slipway/kernel';
import type { NewOptunaParameter, NewOptunaTrial, OptunaTrial } from '@slipway/ports';
import { optunaValue, readOptunaDistribution } from '@slipway/search';
import { TrialState } from '@slipway/studies';
import type { Caller } from './caller.ts';
import type { WireState, WireTrial } from './messages.ts';
import { configurationOf, equivalentOf } from './study-spec.ts';
import { attributeOf, checkName, entriesOf } from './texts.ts';
import { trialIdOf } from './trial-id.ts';

const states: Readonly<Record<WireState, TrialState>> = {
  RUNNING: TrialState.Running,
  COMPLETE: TrialState.Complete,
  PRUNED: TrialState.Pruned,
  FAIL: TrialState.Failed,
  WAITING: TrialState.Waiting,
};
const wireStates = Object.fromEntries(
  Object.entries(states).map(([wire, state]) => [state, wire]),
) as Readonly<Record<TrialState, WireState>>;

/** @throws InvalidInputError for a number that is no state */
export function stateOf(wire: WireState): TrialState {
  if (Object.hasOwn(states, wire)) return states[wire];
  throw new InvalidInputError(`there is no state ${JSON.stringify(wire)} of a trial`);
}

/** Time as clients of Optuna send it: UTC without a zone. */
export const timeOf = (date: Date): string => `${date.toISOString().replace('T', ' ').slice(0, -1)}000`;

const time = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/;

export function trialMessage(ref: number, trial: OptunaTrial): WireTrial {
  const { number, parameters, attributes, intermediate } = trial;
  return {
    trial_id: trialIdOf({ ref, number }),
    number,
    state: wireStates[trial.state],
    values: trial.values,
    datetime_start: trial.begunAt ?? '',
    datetime_complete: trial.endedAt ?? '',
    params: parameters.map(({ name, internal }) => ({ key: name, value: internal })),
    distributions: parameters.map(({ name, distribution }) => ({ key: name, value: distribution })),
    user_attributes: entriesOf(attributes, 'user'),
    system_attributes: entriesOf(attributes, 'system'),
    intermediate_values: intermediate.map(({ step, value }) => ({ key: step, value })),
  };
}

/** A trial that a client has made elsewhere, or that others are to run. @throws InvalidInputError */
export function trialOfTemplate(template: WireTrial, { name }: Caller, now: Date): NewOptunaTrial {
  const distributions = new Map(template.distributions.map(({ key, value }) => [key, value]));
  const parameters = unique(template.params).map(({ key, value }): NewOptunaParameter => {
    const distribution = distributions.get(key);
    if (distribution === undefined)
      throw new InvalidInputError(`parameter ${JSON.stringify(key)} has no distribution`);
    return parameterOf(key, value, distribution);
  });
  const values = parameters.map((parameter) => configurationOf(parameter.name, valueOf(parameter)));
  const state = stateOf(template.state);
  return {
    state,
    values: template.values,
    begunAt: timeIn(template.datetime_start),
    endedAt: timeIn(template.datetime_complete),
    parameters,
    attributes: [
      ...unique(template.user_attributes).map((entry) => attributeOf('user', entry)),
      ...unique(template.system_attributes).map((entry) => attributeOf('system', entry)),
    ],
    intermediate: unique(template.intermediate_values).map(({ key, value }) => ({
      step: stepOf(key),
      value,
    })),
    createdBy: name,
    createdAt: now,
    configuration: Object.assign({}, ...values) as unknown,
    isSuggested: false,
  };
}

/** A trial that its client begins, and whose parameters it will set. */
export const runningTrial = ({ name }: Caller, now: Date): NewOptunaTrial => ({
  state: TrialState.Running,
  values: [],
  begunAt: timeOf(now),
  endedAt: undefined,
  parameters: [],
  attributes: [],
  intermediate: [],
  createdBy: name,
  createdAt: now,
  configuration: {},
  isSuggested: true,
});

/** @throws InvalidInputError for a name that is too long, and what is no distribution */
export function parameterOf(name: string, internal: number, distribution: string): NewOptunaParameter {
  checkName('name of a parameter', name);
  const parameter = { name, internal, distribution, equivalent: equivalentOf(name, distribution) };
  valueOf(parameter);
  return parameter;
}

export const valueOf = ({ internal, distribution }: NewOptunaParameter): ReturnType<typeof optunaValue> =>
  optunaValue(readOptunaDistribution(distribution), internal);

/** @throws InvalidInputError for a step that would not be kept exactly */
export function stepOf(step: number): number {
  if (Number.isSafeInteger(step)) return step;
  throw new InvalidInputError(`step ${String(step)} is too large: it lies beyond 2^53`);
}

function timeIn(text: string): string | undefined {
  if (text === '') return undefined;
  if (time.test(text)) return text;
  throw new InvalidInputError(
    `${JSON.stringify(text.slice(0, 50))} is no time as 2026-11-26 12:00:00.000000`,
  );
}

/** Of entries with one key the last counts, as in any map of the protocol. */
const unique = <Value extends { readonly key: string | number }>(entries: readonly Value[]): Value[] => [
  ...new Map(entries.map((entry) => [entry.key, entry])).values(),
];

import { InvalidInputError, NotFoundError, PreconditionFailedError, TooLargeError } from '@slipway/kernel';
import type { AttributeScope, OptunaTrialChange, OptunaTrialWrite } from '@slipway/ports';
import { optunaConflict, readOptunaDistribution } from '@slipway/search';
import { decideSetState, isFinal, TrialState, withClientResult } from '@slipway/studies';
import type { Caller } from './caller.ts';
import type { CallHandlers, Done, Entry } from './messages.ts';
import type { OptunaDeps } from './optuna-deps.ts';
import { allTrials } from './all-trials.ts';
import { idOf, noStudy } from './study-calls.ts';
import { configurationOf, objectivesOf } from './study-spec.ts';
import { attributeOf } from './texts.ts';
import { mostTrials, placeOf, trialIdOf } from './trial-id.ts';
import {
  parameterOf,
  runningTrial,
  stateOf,
  stepOf,
  timeOf,
  trialMessage,
  trialOfTemplate,
  valueOf,
} from './trial-messages.ts';

type TrialCall =
  | 'CreateNewTrial'
  | 'SetTrialParameter'
  | 'GetTrialIdFromStudyIdTrialNumber'
  | 'SetTrialStateValues'
  | 'SetTrialIntermediateValue'
  | 'SetTrialUserAttribute'
  | 'SetTrialSystemAttribute'
  | 'GetTrial'
  | 'GetTrials';

/** Trials of studies. */
export function trialCalls({ store, clock }: OptunaDeps): CallHandlers<TrialCall> {
  const setAttribute = async (
    { team }: Caller,
    id: number,
    scope: AttributeScope,
    entry: Entry<string, string>,
  ): Promise<Done> =>
    done(await store.setTrialAttribute(team, placeOf(id), attributeOf(scope, entry)), team, id);

  return {
    CreateNewTrial: async ({ study_id, template_trial, template_trial_is_none }, caller) => {
      const { team } = caller;
      const now = clock.now();
      const trial =
        template_trial_is_none || template_trial === null
          ? runningTrial(caller, now)
          : trialOfTemplate(template_trial, caller, now);
      const made = await store.createTrial(team, idOf(study_id), mostTrials, (number, { spec, results }) => ({
        trial,
        results: withClientResult(results, objectivesOf(spec), { ...trial, number }),
      }));
      if (made === 'missing') throw noStudy(team, study_id);
      if (made === 'full')
        throw new TooLargeError(`The study has ${String(mostTrials)} trials: no more are possible.`);
      return { trial_id: trialIdOf({ ref: study_id, number: made }) };
    },
    SetTrialParameter: async ({ trial_id, param_name, param_value_internal, distribution }, { team }) => {
      const place = placeOf(trial_id);
      const present = await store.parameterOf(team, place, param_name);
      if (!present) throw noTrial(team, trial_id);
      if (isFinal(present.state)) throw finished(trial_id);
      const parameter = parameterOf(param_name, param_value_internal, distribution);
      const first = present.distribution ?? (await store.rememberDistribution(team, place.ref, parameter));
      const conflict =
        first !== undefined && first !== distribution
          ? optunaConflict(readOptunaDistribution(first), readOptunaDistribution(distribution))
          : undefined;
      if (conflict !== undefined)
        throw new InvalidInputError(`parameter ${JSON.stringify(param_name)}: ${conflict}`);
      const configuration = configurationOf(param_name, valueOf(parameter));
      return done(await store.setParameter(team, place, parameter, configuration), team, trial_id);
    },
    GetTrialIdFromStudyIdTrialNumber: async ({ study_id, trial_number }, { team }) => {
      const number = Number.isSafeInteger(trial_number) ? trial_number : -1;
      const [trial] = isNumber(number)
        ? ((await store.trials(team, idOf(study_id), { after: mostTrials, numbers: [number], limit: 1 })) ??
          [])
        : [];
      if (trial) return { trial_id: trialIdOf({ ref: study_id, number }) };
      throw new NotFoundError(
        `Study ${String(study_id)} of team ${team} has no trial ${String(trial_number)}.`,
      );
    },
    SetTrialStateValues: async ({ trial_id, state, values }, { team, name }) => {
      const place = placeOf(trial_id);
      const wanted = { state: stateOf(state), values };
      const answer = await store.changeTrial(team, place, (trial, study) => {
        const decision = decideSetState(trial, wanted);
        if (decision.kind !== 'changed') return { kind: decision.kind };
        const now = timeOf(clock.now());
        const change: OptunaTrialChange = {
          state: decision.state,
          values: decision.values,
          begunAt: decision.state === TrialState.Running ? now : undefined,
          endedAt: isFinal(decision.state) ? now : undefined,
          worker: name,
          results: withClientResult(study.results, objectivesOf(study.spec), {
            ...decision,
            number: place.number,
          }),
        };
        return { kind: decision.kind, change };
      });
      if (!answer) throw noTrial(team, trial_id);
      if (answer.kind === 'finished') throw finished(trial_id);
      return { trial_updated: answer.kind === 'changed' };
    },
    SetTrialIntermediateValue: async ({ trial_id, step, intermediate_value }, { team }) =>
      done(
        await store.setIntermediateValue(team, placeOf(trial_id), stepOf(step), intermediate_value),
        team,
        trial_id,
      ),
    SetTrialUserAttribute: ({ trial_id, ...entry }, caller) => setAttribute(caller, trial_id, 'user', entry),
    SetTrialSystemAttribute: ({ trial_id, ...entry }, caller) =>
      setAttribute(caller, trial_id, 'system', entry),
    GetTrial: async ({ trial_id }, { team }) => {
      const { ref, number } = placeOf(trial_id);
      const found = await store.trials(team, ref, { after: mostTrials, numbers: [number], limit: 1 });
      const [trial] = found ?? [];
      if (!trial) throw noTrial(team, trial_id);
      return { trial: trialMessage(ref, trial) };
    },
    GetTrials: async ({ study_id, included_trial_ids, trial_id_greater_than }, { team }) => {
      const trials = await allTrials(store, team, idOf(study_id), {
        after: trial_id_greater_than,
        ids: included_trial_ids,
      });
      if (!trials) throw noStudy(team, study_id);
      return { trials };
    },
  };
}

const isNumber = (number: number): boolean => number >= 0 && number < mostTrials;

function done(write: OptunaTrialWrite, team: string, id: number): Done {
  switch (write) {
    case 'done':
      return {};
    case 'missing':
      throw noTrial(team, id);
    case 'finished':
      throw finished(id);
    case 'full':
      throw new TooLargeError(`Trial ${String(id)} has a million intermediate values: no more are possible.`);
  }
}

const noTrial = (team: string, id: number): NotFoundError =>
  new NotFoundError(`Team ${team} has no trial of Optuna with the id ${String(id)}.`);

const finished = (id: number): PreconditionFailedError =>
  new PreconditionFailedError(`Trial ${String(id)} is finished and can't be changed.`);

import type { TrialRecord } from '@slipway/ports';
import { decideAsk, handedOutTo, TrialState, type StudyState } from '@slipway/studies';
import type { StudyRequest, StudyTurnContext } from './study-request.ts';

export interface AskedTrials {
  readonly trials: readonly TrialRecord[];
  readonly state: StudyState;
  readonly reason: string | undefined;
}

/** Milliseconds in a turn after which no more than the first trial is suggested: the worker may ask for more. */
const suggestingTime = 250;

/** A worker wants to have `count` trials, those counted that it has already. */
export function askTrials(worker: string, count: number): StudyRequest<AskedTrials> {
  return {
    run: async (context) => {
      const { study, now, breather } = context;
      giveUp(context);
      const ask = { worker, count, now: now.getTime() };
      const { state, rules, open, finished } = study;
      const { handOut, fresh } = decideAsk({ state, rules, open, finished }, ask);
      const trials: TrialRecord[] = [];
      for (const { number } of handOut) {
        const trial = study.openTrial(number);
        if (trial) trials.push(handOver(context, trial, worker));
      }
      const { population } = study.sampler;
      for (let made = 0; made < fresh && population?.free !== 0; made += 1) {
        if (trials.length > 0 && breather.elapsed > suggestingTime) break;
        await breather.pause();
        const point = study.sampler.ask(study.nextTrial);
        trials.push(handOver(context, study.add(point, true, now), worker));
      }
      return { trials, state: study.state, reason: study.reason };
    },
  };
}

/** Trials that were handed out too often fail. */
function giveUp({ study, now }: StudyTurnContext): void {
  const { state, rules, open, finished } = study;
  const { givenUp } = decideAsk(
    { state, rules, open, finished },
    { worker: '', count: 0, now: now.getTime() },
  );
  for (const { number, handedOut } of givenUp) {
    const trial = study.openTrial(number);
    const note = `${String(handedOut)} workers took it and went silent`;
    if (trial) study.end({ ...trial, state: TrialState.Failed, values: [], note }, now);
  }
}

function handOver({ study, now }: StudyTurnContext, trial: TrialRecord, worker: string): TrialRecord {
  const isNew = trial.begun === undefined;
  if (isNew && !trial.isSuggested) study.sampler.begin(trial.number, Float64Array.from(trial.point));
  const handed: TrialRecord = {
    ...trial,
    ...handedOutTo(trial, worker, study.rules, now.getTime()),
    begun: trial.begun ?? study.nextCall(),
    begunAt: trial.begunAt ?? now,
    training: trial.training ?? study.sampler.population?.trainingOf(trial.number),
  };
  study.put(handed);
  return handed;
}

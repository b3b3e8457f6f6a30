import type { PriorRecord, SamplerCalls, StudyDelta, TrialRecord } from '@slipway/ports';
import { lossesOf, TrialState } from '@slipway/studies';
import { observationOf } from '../sampling/observation.ts';
import { Breather } from './breather.ts';
import { StudyMemory } from './study-memory.ts';

/** A call of the sampler, at its place. */
interface SamplerCall {
  readonly place: number;
  readonly kind: 'begin' | 'tell';
  readonly trial: TrialRecord;
}

/**
 * Brings what a process knows of a study up to date: its sampler gets the calls that it has not heard, in the order in which
 * they were first made, so that it goes on as the one that heard them first.
 * @param known undefined for a study that nothing is known of, and that the delta has from its beginning
 */
export async function catchUp(known: StudyMemory | undefined, delta: StudyDelta): Promise<StudyMemory> {
  const memory = known ?? new StudyMemory(delta.study);
  const { curves, definition } = memory;
  tellPriors(memory, delta.priors);
  await hear(memory, [...delta.open, ...delta.ended]);
  for (const { trial, step, values } of delta.reports)
    curves?.add(trial, step, lossesOf(definition.rules.objectives, values)[0] ?? NaN);
  memory.takeOver(delta);
  return memory;
}

/** As `catchUp`, of some of the calls that were missed: what the study is now is not known by it. */
export async function hearCalls(memory: StudyMemory, { priors, trials, upTo }: SamplerCalls): Promise<void> {
  tellPriors(memory, priors);
  await hear(memory, trials, upTo);
  memory.heard(upTo);
}

function tellPriors({ sampler, definition }: StudyMemory, priors: readonly PriorRecord[]): void {
  for (const [index, { point, values }] of priors.entries())
    sampler.tell({
      trial: -1 - index,
      point: Float64Array.from(point),
      state: 'complete',
      losses: lossesOf(definition.rules.objectives, values),
      violation: 0,
    });
}

async function hear(memory: StudyMemory, trials: readonly TrialRecord[], upTo = Infinity): Promise<void> {
  const { sampler, curves, definition } = memory;
  const breather = new Breather();
  for (const { kind, trial } of callsOf(trials, memory.position.sequence, upTo)) {
    await breather.pause();
    if (kind === 'tell') {
      sampler.tell(observationOf(trial, definition.rules.objectives));
      if (trial.state === TrialState.Complete) curves?.complete(trial.number);
    } else if (!trial.isSuggested) sampler.begin(trial.number, Float64Array.from(trial.point));
    else if (sampler.replay) sampler.replay(trial.number, Float64Array.from(trial.point));
    else sampler.ask(trial.number);
  }
}

/** The calls that trials stand for, those after `heard` and not after `upTo`, in their order. */
function callsOf(trials: readonly TrialRecord[], heard: number, upTo: number): readonly SamplerCall[] {
  const isMissed = (place: number | undefined): place is number =>
    place !== undefined && place > heard && place <= upTo;
  const calls: SamplerCall[] = [];
  for (const trial of trials) {
    const { begun, told } = trial;
    if (isMissed(begun)) calls.push({ place: begun, kind: 'begin', trial });
    if (isMissed(told)) calls.push({ place: told, kind: 'tell', trial });
  }
  return calls.sort((one, other) => one.place - other.place);
}

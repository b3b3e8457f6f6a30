import type { StudyDelta, TrialRecord } from '@slipway/ports';
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
  const { sampler, curves, definition } = memory;
  const { objectives } = definition.rules;
  const breather = new Breather();
  for (const [index, { point, values }] of delta.priors.entries())
    sampler.tell({
      trial: -1 - index,
      point: Float64Array.from(point),
      state: 'complete',
      losses: lossesOf(objectives, values),
      violation: 0,
    });
  for (const { kind, trial } of callsOf(delta, memory.position.sequence)) {
    await breather.pause();
    if (kind === 'tell') sampler.tell(observationOf(trial, objectives));
    else if (!trial.isSuggested) sampler.begin(trial.number, Float64Array.from(trial.point));
    else if (sampler.replay) sampler.replay(trial.number, Float64Array.from(trial.point));
    else sampler.ask(trial.number);
  }
  for (const { trial, step, values } of delta.reports)
    curves?.add(trial, step, lossesOf(objectives, values)[0] ?? NaN);
  for (const { number, state } of delta.ended) if (state === TrialState.Complete) curves?.complete(number);
  memory.takeOver(delta);
  return memory;
}

function callsOf({ open, ended }: StudyDelta, heard: number): readonly SamplerCall[] {
  const calls: SamplerCall[] = [];
  for (const trial of [...open, ...ended]) {
    const { begun, told } = trial;
    if (begun !== undefined && begun > heard) calls.push({ place: begun, kind: 'begin', trial });
    if (told !== undefined && told > heard) calls.push({ place: told, kind: 'tell', trial });
  }
  return calls.sort((one, other) => one.place - other.place);
}

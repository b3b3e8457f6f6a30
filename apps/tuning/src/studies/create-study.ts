import { StudySpec } from '@slipway/contracts';
import { canonicalJson, ConflictError, type Random } from '@slipway/kernel';
import type { StudyRecord } from '@slipway/ports';
import type { TuningDeps } from '../tuning-deps.ts';
import { defineStudy } from './study-definition.ts';
import { warmStart } from './warm-start.ts';

/** Studies of a team, at the most. */
const mostStudies = 10_000;

export interface WantedStudy {
  readonly team: string;
  readonly name: string;
  readonly spec: StudySpec;
  readonly createdBy: string;
}

/**
 * Begins a study; done again with the same specification it gives the one that was begun.
 * @throws InvalidInputError for a specification that can't be, ConflictError when the name is taken by another study or the
 * team has too many, NotFoundError for a study to start from
 */
export async function createStudy(
  { store, clock, random }: TuningDeps,
  { team, name, spec, createdBy }: WantedStudy,
): Promise<StudyRecord> {
  const definition = defineStudy(spec);
  const study = await store.create(
    {
      team,
      name,
      spec,
      seed: spec.seed ?? drawSeed(random),
      stop: definition.rules.stop,
      createdBy,
      createdAt: clock.now(),
      priors: await warmStart(store, team, definition),
    },
    mostStudies,
  );
  if (study === 'full')
    throw new ConflictError(`Team ${team} has ${String(mostStudies)} studies: no more are possible.`);
  if (study !== 'exists') return study;
  const present = await store.find(team, name);
  if (present && canonicalJson(StudySpec.parse(present.spec)) === canonicalJson(spec)) return present;
  throw new ConflictError(`Team ${team} has another study ${name} already: choose another name.`, {
    details: { team, study: name },
  });
}

/** 48 random bits. */
function drawSeed(random: Random): number {
  return random.bytes(6).reduce((seed, byte) => seed * 256 + byte, 0);
}

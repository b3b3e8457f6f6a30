import { NotFoundError } from '@slipway/kernel';
import type { StudyRecord, StudyStore } from '@slipway/ports';

/** @throws NotFoundError when the team has no study of this name */
export async function findStudy(store: StudyStore, team: string, name: string): Promise<StudyRecord> {
  const study = await store.find(team, name);
  if (study) return study;
  throw new NotFoundError(`There is no study ${name} in team ${team}.`, { details: { team, study: name } });
}

import { ConflictError } from '@slipway/kernel';
import type { Work } from '../unit-of-work.ts';
import { teamOf } from './resource-documents.ts';

/** How many more runs of the team may be active at this moment. Locks the quota of a team that has one. */
export async function freeSlots(work: Work, name: string): Promise<number> {
  const record = await work.store.findResource({ kind: 'Team', team: undefined, name });
  if (!record)
    throw new ConflictError(`The team ${name} does not exist any more.`, { details: { team: name } });
  const limit = teamOf(record).spec.quota?.runs;
  if (limit === undefined) return Infinity;
  const { active } = await work.store.lockQuota(name);
  return Math.max(0, limit - active);
}

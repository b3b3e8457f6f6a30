import type { AttemptRecord, ResourceRecord, RunRecord } from '@slipway/ports';
import { scaleAttempt } from '@slipway/render';
import { isFinalAttempt, RunState } from '@slipway/runs';
import type { SchedulerContext } from '../context.ts';
import type { Work } from '../unit-of-work.ts';
import { advanceRuns, type Carrier } from './advance-runs.ts';
import { manifestAsItIs } from './manifest-as-it-is.ts';
import { jobOf } from './resource-documents.ts';

/**
 * Gives workers that are at work another number, in the change that says so: their attempt goes on, and those that follow
 * have that number too. False when that is not possible, since their manifest is still on its way into git or was made
 * for one number alone.
 */
export async function scaleWorkers(
  context: SchedulerContext,
  work: Work,
  run: RunRecord,
  record: ResourceRecord,
  carrier: Carrier,
): Promise<boolean> {
  const { replicas } = jobOf(record).spec;
  const attempt = liveAttempt(run);
  if (attempt) {
    if (run.run.attempts.at(-1)?.commit === undefined) return false;
    const manifest = await manifestAsItIs(work, run, attempt);
    const scaled = scaleAttempt(manifest, replicas);
    if (scaled.content === manifest.content) return false;
    carrier.operations.push({ op: 'write', ...scaled });
  }
  const note = {
    attempt: attempt?.name,
    type: 'scaled',
    message: `Scaled to ${String(replicas)} ${replicas === 1 ? 'worker' : 'workers'}`,
    data: { replicas, generation: record.generation },
  };
  const revised = { ...run, generation: record.generation, revision: record.change };
  await advanceRuns(context, work, [revised], () => [{ note, at: work.now }]);
  return true;
}

/** The attempt that is to have the number; one that is withdrawn only has to end. */
function liveAttempt({ run, attempts }: RunRecord): AttemptRecord | undefined {
  const newest = run.attempts.at(-1);
  if (!newest || isFinalAttempt(newest.state) || run.state === RunState.Moving) return undefined;
  return attempts.find(({ epoch }) => epoch === newest.epoch);
}

import { changeLimits, type FileOperation } from '@slipway/changes';
import {
  ConflictError,
  InvalidInputError,
  TooLargeError,
  describeError,
  nextTraceparent,
} from '@slipway/kernel';
import type { ResourceRecord, RunTrial } from '@slipway/ports';
import { wakeKeys, type SchedulerContext } from '../context.ts';
import { inTransaction, type Work } from '../unit-of-work.ts';
import { retirementOf, type Carrier } from './advance-runs.ts';
import { appendChange, newChangeId } from './append-change.ts';
import { freeSlots } from './free-slots.ts';
import { acceptRun } from './accept-run.ts';

/** Of the operations of a change: the others take runs out that have ended. */
const mostTrials = changeLimits.operations / 2;
/** Of a change, so that what is put around its operations fits too. */
const mostBytes = changeLimits.changeBytes * 0.9;

/**
 * Begins the runs of trials that tuning has handed out to Jobs: those of a study in one change, which also takes out of git
 * what has ended of it. Returns how many studies were looked at.
 */
export async function startTrials(context: SchedulerContext, limit: number): Promise<number> {
  const studies = await inTransaction(context, (work) => work.store.studiesWithUnstartedTrials(limit));
  for (const { team, name } of studies) {
    const requestedBy = (await context.studies.find(team, name))?.createdBy ?? 'git';
    try {
      await inTransaction(context, (work) => startWave(context, work, { team, name, requestedBy }));
    } catch (error) {
      await postponeOrRefuse(context, { team, name }, error);
    }
  }
  return studies.length;
}

interface Wave {
  readonly team: string;
  readonly name: string;
  readonly requestedBy: string;
}

async function startWave(
  context: SchedulerContext,
  work: Work,
  { team, name, requestedBy }: Wave,
): Promise<void> {
  const key = { kind: 'Study', team, name };
  await work.store.lockResources([key]);
  const record = await work.store.findResource(key);
  // Those that wait for a free slot are begun together, in a later change.
  const free = Math.min(mostTrials, await freeSlots(work, team));
  const trials = record ? await work.store.unstartedTrials(team, name, free) : [];
  if (!record || trials.length === 0) return;
  const carrier: Carrier = { change: newChangeId(context, work.now), operations: [] };
  const reason = `${String(trials.length)} of its trials begin`;
  const request = { requestedBy, reason, traceparent: nextTraceparent(undefined, context.random) };
  const started = await startEach(context, work, { record, trials, request, carrier });
  const room = changeLimits.operations - carrier.operations.length;
  await retireTrials(work, team, name, carrier, room);
  if (carrier.operations.length === 0) return;
  await appendChange(context, work, carrier.change, {
    ...{ team, requestedBy, reason, traceparent: request.traceparent },
    resource: `Study/${team}/${name}`,
    subject: subjectOf(`Study/${team}/${name}`, started),
    operations: carrier.operations,
  });
}

/** Begins trials as long as their manifests fit into the change. */
async function startEach(
  context: SchedulerContext,
  work: Work,
  {
    record,
    trials,
    request,
    carrier,
  }: {
    readonly record: ResourceRecord;
    readonly trials: readonly RunTrial[];
    readonly request: Parameters<typeof acceptRun>[3];
    readonly carrier: Carrier;
  },
): Promise<readonly RunTrial[]> {
  const started: RunTrial[] = [];
  let largest = 0;
  let bytes = 0;
  for (const trial of trials) {
    if (bytes + largest > mostBytes) break;
    const before = carrier.operations.length;
    await acceptRun(context, work, record, request, carrier, trial);
    const size = sizeOf(carrier.operations.slice(before));
    largest = Math.max(largest, size);
    bytes += size;
    started.push(trial);
  }
  return started;
}

const sizeOf = (operations: readonly FileOperation[]): number =>
  operations.reduce(
    (sum, operation) => sum + ('content' in operation ? Buffer.byteLength(operation.content) : 0),
    0,
  );

/**
 * Has the manifests of runs of trials deleted that have ended or are to be cancelled, as many as there is room for.
 * @returns how many runs that are
 */
export async function retireTrials(
  work: Work,
  team: string,
  name: string,
  { change, operations }: Carrier,
  room: number,
): Promise<number> {
  const runs = await work.store.lockRuns(
    await work.store.retirableTrialRuns(team, name, Math.floor(room / 2)),
  );
  for (const run of runs) {
    operations.push(...retirementOf(run));
    await work.store.awaitChange({ change, purpose: 'retirement', run: run.id });
  }
  return runs.length;
}

function subjectOf(study: string, trials: readonly RunTrial[]): string {
  const [first, last] = [trials[0]?.number, trials.at(-1)?.number];
  const numbers = first === last ? `trial ${String(first)}` : `trials ${String(first)} to ${String(last)}`;
  return `Start ${numbers} of ${study}`.slice(0, changeLimits.subjectCharacters);
}

/**
 * What can not be rendered will not be better another time: it is kept as the reason why the Study is not as it should be. No
 * cluster may have room only for now.
 */
async function postponeOrRefuse(
  context: SchedulerContext,
  { team, name }: { readonly team: string; readonly name: string },
  error: unknown,
): Promise<void> {
  const isRefused = error instanceof InvalidInputError || error instanceof TooLargeError;
  if (!isRefused && !(error instanceof ConflictError)) throw error;
  const problem = `its trials can't be started: ${describeError(error)}`.slice(0, 400);
  context.logger.warn('trials of a study wait', { team, study: name, problem });
  if (!isRefused) return;
  await inTransaction(context, async (work) => {
    const key = { kind: 'Study', team, name };
    await work.store.lockResources([key]);
    const record = await work.store.findResource(key);
    if (record) await work.store.saveResource({ ...record, rejection: problem });
  });
  context.wakes.wake(wakeKeys.followers);
}

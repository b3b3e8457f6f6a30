import { commitLine, type FileOperation } from '@slipway/changes';
import { describeError, InvalidInputError, TooLargeError } from '@slipway/kernel';
import { attemptName } from '@slipway/render';
import { isFinalRun, transition, type RunEffect, type RunInput } from '@slipway/runs';
import type { AttemptRecord, NewRunEvent, RunRecord } from '@slipway/ports';
import { wakeKeys, type SchedulerContext } from '../context.ts';
import type { Work } from '../unit-of-work.ts';
import { appendChange, newChangeId } from './append-change.ts';
import { withdrawalOf } from './withdraw-attempt.ts';
import { attemptPath, renderAttemptManifest } from './render-files.ts';

/** Characters of the reason of a change. */
const mostReason = 400;

/** Something that happened to a run, and when: it decides about the run, or is only told. */
export type RunStep = { readonly at: Date } & (
  { readonly input: RunInput } | { readonly note: RunNote; readonly progress?: RunRecord['progress'] }
);

/** An event that decides nothing. */
export type RunNote = Pick<NewRunEvent, 'attempt' | 'type' | 'message' | 'data'>;

/**
 * A change that is being put together and takes the manifest of a new run along, so that a Job and its run are one
 * commit.
 */
export interface Carrier {
  readonly change: string;
  readonly operations: FileOperation[];
}

export interface AdvanceOptions {
  readonly carrier?: Carrier;
  /**
   * What becomes of an attempt whose manifest or change is refused at once: `throw` to whoever asks for the run now, or
   * `fail` the run, which is then told like any rejection. Default `fail`.
   */
  readonly refusals?: 'throw' | 'fail';
}

/**
 * Takes locked runs on by the steps of each, in order, and does what follows from them within the transaction: changes
 * are appended, events announced, timers set. Stores the runs and returns them as they are then.
 */
export async function advanceRuns(
  context: SchedulerContext,
  work: Work,
  runs: readonly RunRecord[],
  stepsOf: (run: RunRecord) => readonly RunStep[],
  options: AdvanceOptions = {},
): Promise<readonly RunRecord[]> {
  const advanced: RunRecord[] = [];
  for (const record of runs) {
    let current = record;
    for (const step of stepsOf(record)) {
      current =
        'input' in step
          ? await advance(context, work, current, step.input, step.at, options)
          : tell(work, current, step.note, step.at, step.progress);
    }
    advanced.push(current);
  }
  await work.store.saveRuns(advanced);
  return advanced;
}

function tell(
  work: Work,
  record: RunRecord,
  note: RunNote,
  at: Date,
  progress: RunRecord['progress'],
): RunRecord {
  work.store.announce([{ ...note, team: record.team, run: record.name, at }]);
  return progress ? { ...record, progress } : record;
}

async function advance(
  context: SchedulerContext,
  work: Work,
  record: RunRecord,
  input: RunInput,
  at: Date,
  options: AdvanceOptions,
): Promise<RunRecord> {
  const { run, effects } = transition(record.run, input);
  if (run === record.run) return record;
  let next = withTimes({ ...record, run }, input, at);
  for (const effect of effects) next = await perform(context, work, next, effect, at, options);
  if (isFinalRun(run.state) && !isFinalRun(record.run.state)) {
    work.afterCommit(() => {
      context.metrics.count('slipway_runs_total', { state: run.state });
      // A slot of the quota is free.
      context.wakes.wake(wakeKeys.followers);
    });
  }
  return next;
}

/** Start and end of run and attempt are those of the facts, not of when they were heard of. */
function withTimes(record: RunRecord, input: RunInput, at: Date): RunRecord {
  const { run } = record;
  const epoch = 'epoch' in input ? input.epoch : undefined;
  const attempts = record.attempts.map((attempt): AttemptRecord => {
    if (attempt.epoch !== epoch) return attempt;
    if (input.type === 'started') return { ...attempt, startedAt: attempt.startedAt ?? at };
    if (input.type === 'ended') return { ...attempt, endedAt: attempt.endedAt ?? at };
    return attempt;
  });
  return {
    ...record,
    attempts,
    startedAt: record.startedAt ?? (input.type === 'started' ? at : undefined),
    endedAt: record.endedAt ?? (isFinalRun(run.state) ? at : undefined),
  };
}

async function perform(
  context: SchedulerContext,
  work: Work,
  record: RunRecord,
  effect: RunEffect,
  at: Date,
  options: AdvanceOptions,
): Promise<RunRecord> {
  switch (effect.kind) {
    case 'announce': {
      const { type, epoch, message, data } = effect.event;
      const attempt = record.attempts.find((known) => known.epoch === epoch)?.name;
      work.store.announce([{ team: record.team, run: record.name, attempt, at, type, message, data }]);
      return record;
    }
    case 'schedule-backoff':
      return {
        ...record,
        backoff: { epoch: effect.epoch, due: new Date(work.now.getTime() + effect.delay) },
      };
    case 'commit-attempt':
      return commitAttempt(context, work, record, effect.epoch, options);
    case 'withdraw':
      return withdraw(context, work, record, effect.epoch, options);
    case 'retire':
      await retire(context, work, record);
      return record;
  }
}

async function commitAttempt(
  context: SchedulerContext,
  work: Work,
  record: RunRecord,
  epoch: number,
  options: AdvanceOptions,
): Promise<RunRecord> {
  const change = options.carrier?.change ?? newChangeId(context, work.now);
  const attempt: AttemptRecord = {
    epoch,
    name: attemptName(record.name, epoch),
    cluster: record.run.cluster,
    path: attemptPath(work, record, epoch),
    change,
    createdAt: work.now,
    startedAt: undefined,
    endedAt: undefined,
    recorded: 0,
    execution: undefined,
  };
  const next: RunRecord = { ...record, backoff: undefined, attempts: [...record.attempts, attempt] };
  try {
    const operations = await attemptOperations(work, next, attempt);
    if (options.carrier) options.carrier.operations.push(...operations);
    else {
      await appendChange(context, work, change, {
        ...account(record),
        subject: epoch === 1 ? `Run ${record.name}` : `Run ${record.name}: attempt ${String(epoch)}`,
        reason: attemptReason(record, epoch),
        operations,
      });
    }
  } catch (error) {
    if (!isRefusal(error) || options.refusals === 'throw') throw error;
    const outcome = { state: 'rejected', reason: describeError(error) } as const;
    return advance(context, work, next, { type: 'attempt-settled', epoch, outcome }, work.now, options);
  }
  await work.store.awaitChange({ change, purpose: 'attempt', run: record.id, epoch });
  return next;
}

/** The change of an attempt also deletes the manifest of the one before it. */
async function attemptOperations(
  work: Work,
  record: RunRecord,
  attempt: AttemptRecord,
): Promise<FileOperation[]> {
  const previous = record.attempts.find(({ epoch }) => epoch === attempt.epoch - 1);
  const content = await renderAttemptManifest(work, record, attempt);
  return [
    ...(previous ? [{ op: 'delete', path: previous.path } as const] : []),
    { op: 'write', path: attempt.path, content },
  ];
}

async function withdraw(
  context: SchedulerContext,
  work: Work,
  record: RunRecord,
  epoch: number,
  options: AdvanceOptions,
): Promise<RunRecord> {
  const attempt = record.attempts.find((known) => known.epoch === epoch);
  if (!attempt) throw new Error(`the run ${record.name} has no attempt ${String(epoch)}`);
  const change = newChangeId(context, work.now);
  try {
    await appendChange(context, work, change, {
      ...account(record),
      subject: `Withdraw ${attempt.name} from ${attempt.cluster}`,
      reason: `the run moves to ${record.run.cluster}`,
      operations: [await withdrawalOf(work, record, attempt)],
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const outcome = { state: 'rejected', reason: describeError(error) } as const;
    const { cluster } = attempt;
    return advance(
      context,
      work,
      record,
      { type: 'withdrawal-settled', epoch, cluster, outcome },
      work.now,
      options,
    );
  }
  await work.store.awaitChange({ change, purpose: 'withdrawal', run: record.id, epoch });
  return record;
}

const isRefusal = (error: unknown): boolean =>
  error instanceof InvalidInputError || error instanceof TooLargeError;

/** Runs of trials leave git together, by the change that begins others of their study or by one of their own. */
async function retire(context: SchedulerContext, work: Work, record: RunRecord): Promise<void> {
  if (record.trial) return;
  const change = newChangeId(context, work.now);
  await appendChange(context, work, change, {
    ...account(record),
    subject: `Retire ${record.name}: ${record.run.state}`,
    reason: reasonLine(record.run.reason ?? `the run has ended: ${record.run.state}`),
    operations: retirementOf(record),
  });
  await work.store.awaitChange({ change, purpose: 'retirement', run: record.id });
}

/** The change of the newest attempt deletes the manifest of the one before it, unless it was rejected. */
export const retirementOf = ({ attempts }: RunRecord): readonly FileOperation[] =>
  attempts.slice(-2).map(({ path }) => ({ op: 'delete', path }));

/** On whose account the changes of a run are. */
const account = (record: RunRecord) => ({
  team: record.team,
  requestedBy: record.requestedBy,
  resource: `Run/${record.team}/${record.name}`,
  traceparent: record.traceparent,
});

function attemptReason(record: RunRecord, epoch: number): string {
  const previous = record.run.attempts.find((attempt) => attempt.epoch === epoch - 1);
  if (!previous) return record.requestReason;
  return reasonLine(
    `attempt ${String(previous.epoch)} ${previous.state}: ${previous.reason ?? 'no reason given'}`,
  );
}

/** Reasons come from programs too; a trailer is one line. */
const reasonLine = (text: string): string => commitLine(text, mostReason, 'no reason given');

import { studyEndpoints } from '@slipway/contracts';
import { ConflictError, parseDuration, type Clock } from '@slipway/kernel';
import { persistently } from '../connection/persistently.ts';
import type { EndedTrial, RunContext } from './run-context.ts';
import { withParametersFile } from './parameters-file.ts';
import { runTrialProcess, type ProcessEnd } from './run-trial-process.ts';
import { trialCommand, type TrialCommand, type TrialTask } from './trial-command.ts';
import { TrialMetrics, type StepReport, type TrialResult } from './trial-metrics.ts';

type Outcome =
  | TrialResult
  | { readonly state: 'pruned'; readonly why: string }
  /** Another worker has it now, and tells its result. */
  | { readonly state: 'lost'; readonly why: string };

/** Runs the command with the parameters of a trial, and tells what became of it. */
export async function runTrial(context: RunContext, worker: string, task: TrialTask): Promise<void> {
  const { invocation, onEnd } = context;
  const command = trialCommand(context.words, context.study.params.name, task, context.pass);
  const outcome =
    context.pass === 'file'
      ? await withParametersFile(task.parameters, (SLIPWAY_PARAMETERS_FILE) =>
          outcomeOf(context, worker, task, { ...command, env: { ...command.env, SLIPWAY_PARAMETERS_FILE } }),
        )
      : await outcomeOf(context, worker, task, command);
  // What was interrupted has no result: its lease ends, or the same worker takes it up again.
  invocation.signal.throwIfAborted();
  const ended = { ...task, worker, values: outcome.state === 'complete' ? outcome.values : [] };
  const why = 'why' in outcome ? { why: outcome.why } : {};
  if (outcome.state === 'lost') return onEnd({ ...ended, state: 'running', ...why });
  const told = await tell(context, worker, task, outcome);
  await onEnd({ ...ended, ...why, ...told });
}

async function outcomeOf(
  context: RunContext,
  worker: string,
  task: TrialTask,
  command: TrialCommand,
): Promise<Outcome> {
  const { invocation, spec, timeout, onLine } = context;
  const { clock, cwd, env } = invocation;
  const metrics = new TrialMetrics(spec);
  const enough = new AbortController();
  const over = new AbortController();
  let stopped: Outcome | undefined;
  const stop = (outcome: Outcome): void => {
    stopped ??= outcome;
    enough.abort();
  };
  const signal = AbortSignal.any([invocation.signal, enough.signal]);
  const watching = [keepLease(context, worker, AbortSignal.any([signal, over.signal]))];
  if (timeout !== undefined)
    watching.push(
      after(timeout, clock, over.signal, () => {
        stop({ state: 'failed', why: 'it took longer than --timeout allows' });
      }),
    );
  try {
    const end = await runTrialProcess(command, {
      cwd,
      env: { ...env },
      clock,
      signal,
      onLine: async (line) => {
        await onLine(task.id, line);
        const report = metrics.read(line);
        if (report === undefined || signal.aborted) return;
        const answer = await reportStep(context, worker, task.id, report);
        if (answer.stop)
          stop(
            answer.reason === undefined
              ? { state: 'pruned', why: `stopped early at step ${String(report.step)}` }
              : { state: 'lost', why: answer.reason },
          );
      },
    });
    return stopped ?? failureOf(end) ?? metrics.result();
  } finally {
    over.abort();
    await Promise.all(watching);
  }
}

function failureOf(end: ProcessEnd): Outcome | undefined {
  if (end.kind === 'not-started') return { state: 'failed', why: `it could not be started: ${end.why}` };
  if (end.kind === 'signal') return { state: 'failed', why: `it was ended by ${end.signal}` };
  return end.code === 0 ? undefined : { state: 'failed', why: `exit code ${String(end.code)}` };
}

function reportStep(
  { invocation, study }: RunContext,
  worker: string,
  trial: number,
  { step, values }: StepReport,
): Promise<{ stop: boolean; reason?: string | undefined }> {
  return persistently(invocation, () =>
    study.client.call(studyEndpoints.reportTrial, {
      params: { ...study.params, trial },
      body: { worker, step, values },
      signal: invocation.signal,
    }),
  );
}

async function tell(
  { invocation, study }: RunContext,
  worker: string,
  { id: trial }: TrialTask,
  outcome: TrialResult | { readonly state: 'pruned' },
): Promise<Pick<EndedTrial, 'state' | 'why'>> {
  const { state } = outcome;
  const result =
    state === 'complete' ? { values: outcome.values, constraints: outcome.constraints } : { values: [] };
  try {
    const { state: kept, note } = await persistently(invocation, () =>
      study.client.call(studyEndpoints.tellTrial, {
        params: { ...study.params, trial },
        body: { state, worker, ...result },
        signal: invocation.signal,
      }),
    );
    return { state: kept, ...(note === undefined ? {} : { why: note }) };
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    return { state: 'failed', why: error.message };
  }
}

/** A worker that asks again keeps its trial: three times in each lease. */
async function keepLease(
  { invocation, study, spec }: RunContext,
  worker: string,
  over: AbortSignal,
): Promise<void> {
  const pause = (parseDuration(spec.lease) ?? 3_600_000) / 3;
  for (;;) {
    await invocation.clock.sleep(pause, over);
    if (over.aborted) return;
    const asking = { params: study.params, body: { worker, count: 1 }, signal: over };
    // That it can't be reached is noticed by what has to be told.
    await study.client.call(studyEndpoints.askTrials, asking).catch(() => undefined);
  }
}

async function after(delay: number, clock: Clock, over: AbortSignal, act: () => void): Promise<void> {
  await clock.sleep(delay, over);
  if (!over.aborted) act();
}

import { studyEndpoints } from '@slipway/contracts';
import { ConflictError, parseDuration, type Clock } from '@slipway/kernel';
import { trialCommand, type StepReport, type TrialTask } from '@slipway/studies';
import { persistently } from '../connection/persistently.ts';
import { parametersFile } from './parameters-file.ts';
import type { EndedTrial, RunContext } from './run-context.ts';
import { runTrialProcess, type ProcessEnd } from './run-trial-process.ts';
import { TrackedTrial } from './tracked-trial.ts';
import { TrialLines, type TrialResult } from './trial-lines.ts';

type Outcome =
  | TrialResult
  | { readonly state: 'pruned'; readonly why: string }
  /** Another worker has it now, and tells its result. */
  | { readonly state: 'lost'; readonly why: string };

/** Runs the command with the parameters of a trial, and tells what became of it. */
export async function runTrial(context: RunContext, worker: string, task: TrialTask): Promise<void> {
  const { invocation, onEnd } = context;
  const outcome = await outcomeOf(context, worker, task).finally(async () => {
    // What was interrupted has no result: whoever asks next gets it.
    if (invocation.signal.aborted) await release(context, worker, task);
  });
  invocation.signal.throwIfAborted();
  const ended = { ...task, worker, values: outcome.state === 'complete' ? outcome.values : [] };
  const why = 'why' in outcome ? { why: outcome.why } : {};
  if (outcome.state === 'lost') return onEnd({ ...ended, state: 'running', ...why });
  const told = await tell(context, worker, task, outcome);
  await onEnd({ ...ended, ...why, ...told });
}

async function outcomeOf(context: RunContext, worker: string, task: TrialTask): Promise<Outcome> {
  const { invocation, spec, words, study, pass, timeout, onLine } = context;
  const { clock, cwd } = invocation;
  const tracked = await TrackedTrial.begin(context.tracking, study.params.name, task, clock.now().getTime());
  const command = trialCommand(words, study.params.name, task, pass);
  const file = pass === 'file' ? await parametersFile(task) : undefined;
  const metrics = new TrialLines(spec);
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
    const own = { ...command.env, ...file?.env, ...tracked?.env };
    const end = await runTrialProcess(
      { ...command, env: own },
      {
        cwd,
        env: programEnvironment(invocation.env),
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
      },
    );
    const outcome = stopped ?? failureOf(end) ?? (await resultOf(metrics, tracked));
    await tracked?.end(statuses[outcome.state], metrics.last, clock.now().getTime());
    return outcome;
  } finally {
    over.abort();
    await Promise.all(watching);
    await file?.remove();
  }
}

const statuses = { complete: 'FINISHED', pruned: 'KILLED', lost: 'KILLED', failed: 'FAILED' } as const;

/** Metrics that the program has said by no line may be in the run that tracks it. */
async function resultOf(metrics: TrialLines, tracked: TrackedTrial | undefined): Promise<TrialResult> {
  const said = metrics.result();
  if (said.state === 'complete' || !tracked) return said;
  metrics.fill(await tracked.metrics());
  return metrics.result();
}

/** The program's metrics are those of its trial, and not of the run that its worker is. */
function programEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SLIPWAY_METRICS_')));
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

/** Milliseconds that a worker that was interrupted takes for giving back its trial; otherwise its lease ends. */
const farewell = 2_000;

async function release({ study }: RunContext, worker: string, { id: trial }: TrialTask): Promise<void> {
  await study.client
    .call(studyEndpoints.releaseTrial, {
      params: { ...study.params, trial },
      body: { worker },
      signal: AbortSignal.timeout(farewell),
    })
    .catch(() => undefined);
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

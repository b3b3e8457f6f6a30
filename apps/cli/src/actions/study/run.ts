import { hostname } from 'node:os';
import { parseDuration, randomSuffix } from '@slipway/kernel';
import { getStudy, openStudy } from '../../connection/open-study.ts';
import { UsageError, exitCodes, type ExitCode } from '../../exit-codes.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { clipped, printable } from '../../output/printable.ts';
import { configurationText, countsText, trialPaint, valuesText } from '../../output/study-text.ts';
import type { EndedTrial, RunContext } from '../../study-run/run-context.ts';
import { runWorker } from '../../study-run/run-worker.ts';
import { trialTracking } from '../../study-run/tracked-trial.ts';
import type { Passing } from '@slipway/studies';

export interface RunOptions {
  readonly workers: number;
  readonly trials?: number;
  /** Beginning of the names of the workers. */
  readonly worker?: string;
  readonly pass: Passing;
  readonly timeout?: string;
  readonly maxFailures: number;
  readonly quiet?: boolean;
}

/** Runs trials of a study on this machine, each as one call of a command, until the study has ended. */
export async function runStudy(
  invocation: Invocation,
  word: string,
  words: readonly string[],
  {
    workers,
    trials = Infinity,
    worker = ownName(invocation.env),
    pass,
    timeout,
    maxFailures,
    quiet,
  }: RunOptions,
): Promise<ExitCode> {
  const { out, err } = invocation;
  const isData = formatOf(invocation) !== 'table';
  const study = await openStudy(invocation, word);
  const { spec } = await getStudy(invocation, study);
  const giveUp = new AbortController();
  const signal = AbortSignal.any([invocation.signal, giveUp.signal]);
  let [begun, failuresInRow] = [0, 0];
  const context: RunContext = {
    invocation: { ...invocation, signal },
    study,
    spec,
    words,
    pass,
    tracking: trialTracking(invocation.env, signal, (text) => err.line(err.colours.dim(text))),
    timeout: timeout === undefined ? undefined : duration(timeout),
    mayBegin: () => {
      begun += 1;
      return begun <= trials;
    },
    onLine: async (trial, line) => {
      if (quiet !== true)
        await err.line(`${err.colours.dim(`trial ${String(trial)} │`)} ${clipped(printable(line), 1000)}`);
    },
    onEnd: async (ended) => {
      await out.line(isData ? JSON.stringify(ended) : endText(spec.objectives, ended, invocation));
      failuresInRow = ended.state === 'failed' ? failuresInRow + 1 : 0;
      if (failuresInRow >= maxFailures) giveUp.abort(new TooManyFailures(failuresInRow));
    },
    onNotice: (text) => err.line(err.colours.dim(text)),
  };
  const names = Array.from({ length: workers }, (_, index) =>
    workers === 1 ? worker : `${worker}-${String(index + 1)}`,
  );
  const ends = await Promise.allSettled(
    names.map((name) =>
      runWorker(context, name).catch((error: unknown) => {
        giveUp.abort(error);
        throw error;
      }),
    ),
  );
  if (invocation.signal.aborted) {
    await err.line('what was running goes back to the study: whoever asks next gets it');
    throw invocation.signal.reason;
  }
  const reason: unknown = giveUp.signal.reason;
  if (reason instanceof TooManyFailures) {
    await err.line(`${err.colours.red('error:')} ${reason.message}`);
    return exitCodes.different;
  }
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  await summarise(invocation, study);
  return exitCodes.ok;
}

class TooManyFailures extends Error {
  constructor(count: number) {
    super(`${String(count)} trials in a row failed: mend the command, or allow more by --max-failures`);
  }
}

/**
 * A worker that Slipway started takes up again what an attempt before it had begun; any other call has a name of its own, so
 * that two of them do not share trials.
 */
function ownName({ SLIPWAY_RUN: run, JOB_COMPLETION_INDEX: index }: NodeJS.ProcessEnv): string {
  if (run !== undefined && index !== undefined) return `${run}-${index}`;
  return `${hostname().slice(0, 60)}-${randomSuffix(5)}`;
}

function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined || milliseconds <= 0)
    throw new UsageError(`--timeout ${JSON.stringify(text)} is no duration: write 90s, 10m or 1h30m`);
  return milliseconds;
}

function endText(
  objectives: RunContext['spec']['objectives'],
  { id, state, values, why, parameters }: EndedTrial,
  { out }: Invocation,
): string {
  const result = values.length > 0 ? `  ${out.colours.bold(valuesText(objectives, values))}` : '';
  return `trial ${String(id)}  ${trialPaint(state, out.colours)(state)}${result}  ${configurationText(parameters)}${why === undefined ? '' : `  (${printable(why)})`}`;
}

async function summarise(invocation: Invocation, study: Parameters<typeof getStudy>[1]): Promise<void> {
  const { err } = invocation;
  const now = await getStudy(invocation, study);
  await err.line(
    `study ${now.name} is ${now.state}${now.reason === undefined ? '' : `: ${printable(now.reason)}`}; ${countsText(now)}`,
  );
  const [best] = now.best;
  if (best !== undefined && now.spec.objectives.length === 1)
    await err.line(
      `best: trial ${String(best.id)}  ${valuesText(now.spec.objectives, best.values)}  ${configurationText(best.parameters)}`,
    );
}

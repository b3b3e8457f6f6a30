import { appendFile, mkdir, rm } from 'node:fs/promises';
import { formatDuration, type Clock } from '@slipway/kernel';
import {
  checkOutSource,
  logFile,
  openPythonEnvironment,
  preparationBase,
  preparationMarker,
  writeFiles,
  type PreparationContext,
} from '@slipway/process-runtime';
import { layout } from './attempt-directory.ts';
import type { AttemptPlan } from './attempt-plan.ts';
import { readableLine } from './readable-line.ts';

export interface PreparationInputs {
  readonly data: string;
  readonly directory: string;
  readonly plan: AttemptPlan;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** The agent's own environment. */
  readonly host: Readonly<Record<string, string | undefined>>;
  readonly report: (step: 'source' | 'python', message: string) => Promise<void>;
}

/** Names of the cache entries that an attempt uses. */
export interface Prepared {
  readonly source?: string;
  readonly python?: string;
}

const progressEveryMs = 2_000;

/**
 * Makes the working directory anew and fills it, and opens the Python environment. What the tools print goes into the log
 * of process 0. It may be done again as long as no process was started.
 * @throws PreparationFailedError or InvalidInputError with a reason for the person who wrote the Job.
 */
export async function prepareWorkspace(inputs: PreparationInputs): Promise<Prepared> {
  const { plan } = inputs;
  const work = layout.work(inputs.directory);
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { mode: 0o700 });
  const { source } = plan.workspace;
  let entry: string | undefined;
  if (source && 'git' in source) {
    const { url, revision } = source.git;
    await inputs.report('source', `fetching ${url} at ${revision}`);
    const checkout = await withOutput(inputs, 'source', (context) =>
      checkOutSource(source.git, work, layout.sources(inputs.data), context),
    );
    await inputs.report('source', `checked out commit ${checkout.commit}`);
    entry = checkout.entry;
  } else if (source) {
    await writeFiles(plan.files, work);
    await inputs.report('source', `wrote ${String(Object.keys(plan.files).length)} files`);
  }
  return { ...(entry !== undefined && { source: entry }), ...(await preparePython(inputs)) };
}

async function preparePython(inputs: PreparationInputs): Promise<{ python?: string }> {
  const { python } = inputs.plan.workspace;
  if (python === null) return {};
  const begun = inputs.clock.now().getTime();
  await inputs.report('python', `environment with ${String(python.requirements.length)} requirements`);
  const opened = await withOutput(inputs, 'python', (context) =>
    openPythonEnvironment(python.requirements, layout.venvs(inputs.data), context),
  );
  const took = formatDuration(Math.max(1, inputs.clock.now().getTime() - begun));
  await inputs.report(
    'python',
    opened.built
      ? `environment ${opened.entry.slice(0, 12)} built in ${took}`
      : `environment ${opened.entry.slice(0, 12)} is there already`,
  );
  return { python: opened.entry };
}

/** Runs a step with its output written to the log and its progress reported now and then. */
async function withOutput<T>(
  inputs: PreparationInputs,
  step: 'source' | 'python',
  work: (context: PreparationContext) => Promise<T>,
): Promise<T> {
  const log = logFile(inputs.directory, 0);
  const begun = inputs.clock.now().getTime();
  let reportedAt = begun;
  let written: Promise<unknown> = Promise.resolve();
  const onOutput = (text: string): void => {
    written = written.then(() => appendFile(log, text, { mode: 0o600 })).catch(() => undefined); // the log is no reason to fail
    const now = inputs.clock.now().getTime();
    const line = readableLine(text);
    if (now - reportedAt < progressEveryMs || line === '') return;
    reportedAt = now;
    written = written
      .then(() => inputs.report(step, `${line} (${formatDuration(Math.round((now - begun) / 1000) * 1000)})`))
      .catch(() => undefined);
  };
  try {
    return await work({
      environment: { ...preparationBase(inputs.host), [preparationMarker]: inputs.data },
      signal: inputs.signal,
      onOutput,
      now: () => inputs.clock.now(),
      allowFileSources: false,
    });
  } finally {
    await written;
  }
}

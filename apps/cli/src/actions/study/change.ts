import { studyEndpoints, type Study, type StudyStop } from '@slipway/contracts';
import { getStudy, openStudy, type OpenStudy } from '../../connection/open-study.ts';
import { UsageError } from '../../exit-codes.ts';
import type { Invocation } from '../../invocation.ts';
import { countsText } from '../../output/study-text.ts';
import { showOne } from '../show-one.ts';

export interface ChangeOptions {
  readonly dryRun?: boolean;
}

/** What can be done to a study as a whole, and the word for it. */
const changes = {
  pause: { endpoint: studyEndpoints.pauseStudy, done: 'paused' },
  resume: { endpoint: studyEndpoints.resumeStudy, done: 'resumed' },
  stop: { endpoint: studyEndpoints.stopStudy, done: 'stopped' },
} as const;
export type StudyChange = keyof typeof changes;

/** Pauses, resumes or stops a study. */
export async function changeStudy(
  invocation: Invocation,
  change: StudyChange,
  word: string,
  options: ChangeOptions,
): Promise<void> {
  const { endpoint, done } = changes[change];
  const study = await openStudy(invocation, word);
  await changed(invocation, study, done, options, () =>
    study.client.call(endpoint, { params: study.params, signal: invocation.signal }),
  );
}

export interface ExtendOptions extends ChangeOptions {
  readonly maxTrials?: number;
  readonly maxTime?: string;
  readonly maxCost?: number;
  readonly target?: number;
  readonly stagnation?: number;
  readonly maxFailures?: number;
}

/** Moves what ends a study further out. */
export async function extendStudy(
  invocation: Invocation,
  word: string,
  { dryRun, maxTrials, maxTime, maxCost, target, stagnation, maxFailures }: ExtendOptions,
): Promise<void> {
  const bounds = {
    trials: maxTrials,
    time: maxTime,
    cost: maxCost,
    target,
    stagnation,
    failures: maxFailures,
  };
  const stop = Object.fromEntries(Object.entries(bounds).filter(([, bound]) => bound !== undefined));
  if (Object.keys(stop).length === 0)
    throw new UsageError('extend it how far? give --max-trials, --max-time, or another bound');
  const study = await openStudy(invocation, word);
  const done = `extended: ${Object.entries(stop)
    .map(([name, bound]) => `${name} ${String(bound)}`)
    .join(', ')}`;
  await changed(invocation, study, done, dryRun === undefined ? {} : { dryRun }, () =>
    study.client.call(studyEndpoints.extendStudy, {
      params: study.params,
      body: { stop: stop satisfies StudyStop },
      signal: invocation.signal,
    }),
  );
}

/** Does it and shows the study; on a dry run, shows the study as it is. */
async function changed(
  invocation: Invocation,
  study: OpenStudy,
  done: string,
  { dryRun = false }: ChangeOptions,
  change: () => Promise<Study>,
): Promise<void> {
  if (!dryRun) return showOne(invocation, `study/${study.params.name}`, done, await change());
  const present = await getStudy(invocation, study);
  await showOne(
    invocation,
    `study/${present.name}`,
    `would be ${done}; it is ${present.state} after ${countsText(present)}`,
    present,
  );
  await invocation.err.line('nothing was changed: this was a dry run');
}

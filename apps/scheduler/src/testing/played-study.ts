import type { StudyProgressRecord, TrialRecord } from '@slipway/ports';
import { parseResources, searchOf } from '@slipway/resources';
import { jobsWorker, noResults } from '@slipway/studies';
import type { SchedulerHarness } from './scheduler-harness.ts';

export interface WantedStudy {
  readonly workers?: number;
  readonly trials?: number;
  readonly high?: number;
  readonly target?: object;
  readonly source?: object;
  /** Trials run as Jobs of their own. */
  readonly ofJobs?: boolean;
  /** The clusters that it may run on; wherever its team may when left out. */
  readonly clusters?: readonly string[];
}

/** A Study of team vision. */
export const studyYaml = (
  name: string,
  { workers = 2, trials = 10, high = 1, target, source, ofJobs = false, clusters }: WantedStudy = {},
): string =>
  JSON.stringify({
    apiVersion: 'slipway.dev/v1',
    kind: 'Study',
    metadata: { name, team: 'vision' },
    spec: {
      parameters: [{ name: 'x', kind: 'float', low: 0, high }],
      objectives: [{ metric: 'loss', direction: 'minimize' }],
      stop: { trials },
      trials: {
        ...(ofJobs ? { mode: 'jobs', parallelism: workers } : { workers }),
        image: 'python:3.13',
        command: ['python', 'tune.py'],
        ...(source ? { source } : {}),
        ...(clusters ? { placement: { clusters } } : {}),
      },
      ...(target ? { target } : {}),
    },
  });

export const trial = (number: number, values: readonly number[]): TrialRecord => ({
  ...{
    number,
    state: 'complete',
    worker: 'w',
    leasedUntil: 0,
    handedOut: 1,
    values,
    lastStep: undefined,
    lastValues: [],
  },
  ...{
    isStopped: false,
    parameters: { x: number / 10 },
    point: [number / 10],
    reports: 0,
    isSuggested: true,
    training: undefined,
  },
  ...{ begun: 2 * number + 1, told: 2 * number + 2, note: undefined },
  ...{ createdAt: new Date(0), begunAt: new Date(0), endedAt: new Date(0) },
  ...{ constraints: [], violation: 0, cost: undefined, improved: true },
});

/** A trial that tuning has handed out to run as a Job. */
export const handedOut = (number: number): TrialRecord => ({
  ...trial(number, []),
  ...{ state: 'running', worker: jobsWorker, told: undefined, endedAt: undefined, improved: false },
});

/** Plays the tuning service: the study is begun, and is now as given. */
export async function beginStudy(
  scheduler: SchedulerHarness,
  name: string,
  progress: Partial<StudyProgressRecord> = {},
  trials: readonly TrialRecord[] = [],
): Promise<void> {
  const { studyStore } = scheduler.database;
  const [resource] = parseResources('study.yaml', studyYaml(name));
  if (resource?.kind !== 'Study') throw new TypeError('expected a Study');
  if (!(await studyStore.find('vision', name)))
    await studyStore.create(
      {
        ...{
          team: 'vision',
          name,
          spec: searchOf(resource),
          seed: 1,
          stop: { trials: 10 },
          priors: [],
        },
        ...{ createdBy: 'alice', createdAt: new Date() },
      },
      100,
    );
  await studyStore.turn('vision', name, (turn) =>
    turn.save(
      {
        ...{
          state: 'running',
          reason: undefined,
          stop: { trials: 10 },
          sequence: 0,
          reports: 0,
          nextTrial: 0,
        },
        ...{ waiting: 0, running: 0, results: noResults },
        ...progress,
      },
      trials,
      [],
    ),
  );
}

/** Of a study that has ended. */
export const endedStudy: Partial<StudyProgressRecord> = {
  state: 'ended',
  reason: 'all 10 trials ended',
  sequence: 4,
  nextTrial: 2,
  results: { ...noResults, complete: 2, front: [{ trial: 1, losses: [0.25] }] },
};

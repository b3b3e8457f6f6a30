import type { NewRunEvent, ResourceRecord, RunIdentity, RunRecord, SchedulerStore } from '@slipway/ports';
import { acceptedRun, transition } from '@slipway/runs';

export const sampleTime = new Date('2026-11-24T12:00:00.000Z');

let counter = 0;
const unique = (prefix: string): string => `${prefix}-${String((counter += 1))}`;

/** Each test has a team of its own, so that they do not meet. */
export const newTeam = (): string => unique('team');

export const newAttempt = (): string => unique('attempt');

export const sampleResource = (overrides: Partial<ResourceRecord> = {}): ResourceRecord => ({
  kind: 'Job',
  team: 'vision',
  name: 'digits',
  generation: 1,
  change: unique('change'),
  document: { apiVersion: 'slipway.dev/v1' },
  source: 'kind: Job\n',
  files: {},
  updatedAt: sampleTime,
  rejection: undefined,
  ...overrides,
});

export const newRun = acceptedRun({ limit: 2, backoff: { initial: 1_000, factor: 2, max: 60_000 } }, 'local');

export const sampleIdentity = (team: string, overrides: Partial<RunIdentity> = {}): RunIdentity => ({
  team,
  name: unique('digits'),
  job: 'digits',
  generation: 1,
  revision: '',
  requestedBy: 'alice',
  requestReason: 'a test',
  traceparent: undefined,
  createdAt: sampleTime,
  ...overrides,
});

/** Stores a run with its Job on record. */
export const addSampleRun = (
  schedulerStore: SchedulerStore,
  team: string,
  overrides: Partial<RunIdentity> = {},
): Promise<RunRecord> =>
  schedulerStore.transaction(async (store) => {
    const job = sampleResource({ team });
    await store.saveResource(job);
    const run = await store.addRun(sampleIdentity(team, { revision: job.change, ...overrides }), newRun);
    if (!run) throw new Error('the name is taken');
    return run;
  });

/** The run with its first attempt. */
export const admitted = (run: RunRecord): RunRecord => ({
  ...run,
  run: transition(run.run, { type: 'admitted' }).run,
  attempts: [
    {
      epoch: 1,
      name: `${run.name}-1`,
      cluster: 'local',
      path: `clusters/local/runs/${run.team}/2026-11-24/${run.name}-1.yaml`,
      change: `change of ${run.name}`,
      createdAt: sampleTime,
      startedAt: undefined,
      endedAt: undefined,
      recorded: 0,
      execution: undefined,
    },
  ],
});

export const sampleEvent = (team: string, message: string, run = 'digits-1'): NewRunEvent => ({
  team,
  run,
  attempt: undefined,
  at: sampleTime,
  type: 'progress',
  message,
  data: { fraction: 0.5 },
});

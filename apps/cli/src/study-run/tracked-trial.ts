import { describeError } from '@slipway/kernel';
import { z } from 'zod';
import { MlflowServer } from '../import/mlflow-server.ts';
import type { TrialTask } from '@slipway/studies';

/** Runs of trials are children of the run that tracks their worker, in its experiment. */
export interface TrialTracking {
  readonly server: MlflowServer;
  readonly experimentId: string;
  readonly parentRun: string;
  /** Says once that a trial is not tracked, and why. */
  readonly onProblem: (text: string) => Promise<void>;
}

/** What tracks the trials of this worker; undefined when nothing tracks the worker itself. */
export function trialTracking(
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
  onProblem: (text: string) => Promise<void>,
): TrialTracking | undefined {
  const { MLFLOW_TRACKING_URI: url, MLFLOW_EXPERIMENT_ID: experimentId, MLFLOW_RUN_ID: parentRun } = env;
  if (url === undefined || !/^https?:/.test(url) || experimentId === undefined || parentRun === undefined)
    return undefined;
  const token = env.MLFLOW_TRACKING_TOKEN;
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  return { server: new MlflowServer({ url, authorization, signal }), experimentId, parentRun, onProblem };
}

const Created = z.object({ run: z.object({ info: z.object({ run_id: z.string() }) }) });
const Found = z.object({
  run: z.object({
    data: z.object({
      metrics: z.array(z.object({ key: z.string(), value: z.coerce.number() })).default([]),
    }),
  }),
});

/** The run of tracking of one trial. That it can't be reached does not harm the trial. */
export class TrackedTrial {
  readonly #tracking: TrialTracking;
  readonly #run: string;

  private constructor(tracking: TrialTracking, run: string) {
    this.#tracking = tracking;
    this.#run = run;
  }

  /** Begins a run with the parameters of the trial; undefined when that is not possible. */
  static begin(
    tracking: TrialTracking | undefined,
    study: string,
    { id, parameters }: TrialTask,
    at: number,
  ): Promise<TrackedTrial | undefined> {
    if (!tracking) return Promise.resolve(undefined);
    return attempted(tracking, async () => {
      const { server, experimentId, parentRun } = tracking;
      const tags = {
        'mlflow.parentRunId': parentRun,
        'slipway.study': study,
        'slipway.trial': String(id),
      };
      const created = await server.post('runs/create', {
        experiment_id: experimentId,
        run_name: `${study}-trial-${String(id)}`,
        start_time: at,
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      });
      const run = Created.parse(created).run.info.run_id;
      const params = Object.entries(parameters).map(([key, value]) => ({ key, value: String(value) }));
      await server.post('runs/log-batch', { run_id: run, params });
      return new TrackedTrial(tracking, run);
    });
  }

  /** Lets an MLflow client in the trial's program log to its run. */
  get env(): Readonly<Record<string, string>> {
    return { MLFLOW_RUN_ID: this.#run };
  }

  /** The last values that the program has logged, by metric. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const found = await attempted(this.#tracking, () =>
      this.#tracking.server.get('runs/get', { run_id: this.#run }),
    );
    const { success, data } = Found.safeParse(found);
    return new Map(success ? data.run.data.metrics.map(({ key, value }) => [key, value]) : []);
  }

  /** @param values those that the program has said by lines, by metric */
  async end(
    status: 'FINISHED' | 'FAILED' | 'KILLED',
    values: ReadonlyMap<string, number>,
    at: number,
  ): Promise<void> {
    const { server } = this.#tracking;
    const metrics = [...values].map(([key, value]) => ({ key, value, timestamp: at, step: 0 }));
    await attempted(this.#tracking, async () => {
      if (metrics.length > 0) await server.post('runs/log-batch', { run_id: this.#run, metrics });
      await server.post('runs/update', { run_id: this.#run, status, end_time: at });
    });
  }
}

async function attempted<Result>(
  { onProblem }: TrialTracking,
  act: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await act();
  } catch (error) {
    await onProblem(`a trial is not tracked: ${describeError(error)}`);
    return undefined;
  }
}

import { agentEndpoints, type AttemptReport, type Client } from '@slipway/contracts';
import { NotFoundError, SlipwayError, describeError, type Clock } from '@slipway/kernel';
import type { AttemptPlan } from './attempt-plan.ts';
import { retrying } from './retrying.ts';

export interface TrackingInputs {
  readonly plan: AttemptPlan;
  readonly cluster: string;
  readonly client: Client;
  /** Base URL of Slipway. */
  readonly url: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Milliseconds that a program waits for its tracking; after these it starts without. */
const patience = 10_000;

type Variables = Readonly<Record<string, string>>;

export interface TrackingEnvironment {
  /** Where Slipway is, and a token of the run: it opens the tracking and the trials of its team alone. */
  readonly access: Variables;
  /** What MLflow's client needs to log to the run that tracks the attempt. */
  readonly variables: Variables;
  readonly warning?: AttemptReport;
}

/**
 * What the program needs to be tracked, and to work on trials of its team. No `variables` when the Job names a tracking
 * server of its own, or none is there; with a warning when there should be one.
 */
export async function trackingEnvironment(inputs: TrackingInputs): Promise<TrackingEnvironment> {
  const { plan, cluster, client, url, clock, signal } = inputs;
  const hasOwn = plan.environment.some(({ name }) => name === 'MLFLOW_TRACKING_URI');
  const none = { access: {}, variables: {} };
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
  try {
    const { token, tracking, untracked } = await retrying(
      () =>
        client.call(agentEndpoints.openTracking, {
          params: { cluster, attempt: plan.attempt },
          query: { tracked: !hasOwn },
          signal: bounded,
        }),
      { clock, signal: bounded },
    );
    const access: Variables = token === undefined ? {} : { SLIPWAY_URL: url, SLIPWAY_TOKEN: token };
    if (hasOwn) return { access, variables: {} };
    if (untracked !== undefined) return { access, variables: {}, warning: warningOf(untracked) };
    if (!tracking) return { access, variables: {} };
    return {
      access,
      variables: {
        MLFLOW_TRACKING_URI: tracking.uri.startsWith('/')
          ? url.replace(/\/+$/, '') + tracking.uri
          : tracking.uri,
        MLFLOW_TRACKING_TOKEN: tracking.token,
        MLFLOW_EXPERIMENT_ID: tracking.experimentId,
        MLFLOW_EXPERIMENT_NAME: tracking.experimentName,
        MLFLOW_RUN_ID: tracking.runId,
      },
    };
  } catch (error) {
    signal.throwIfAborted();
    // A scheduler that does not know of tracking, or no longer of the attempt.
    if (error instanceof NotFoundError) return none;
    if (error instanceof SlipwayError || bounded.aborted)
      return { ...none, warning: warningOf(describeError(error)) };
    throw error;
  }
}

const warningOf = (reason: string): AttemptReport => ({
  type: 'warning',
  message: `it is not tracked by the model registry: ${reason}`.slice(0, 2000),
});

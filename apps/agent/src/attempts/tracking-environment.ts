import { agentEndpoints, type AttemptReport, type Client } from '@slipway/contracts';
import { NotFoundError, SlipwayError, describeError, type Clock } from '@slipway/kernel';
import { retrying } from './retrying.ts';

export interface TrackingInputs {
  readonly attempt: string;
  readonly cluster: string;
  readonly client: Client;
  /** Base URL of Slipway, as the program reaches it. */
  readonly url: string;
  /** The Job names a tracking server of its own. */
  readonly hasOwn: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Milliseconds that a program waits for its tracking; after these it starts without. */
  readonly patienceMs?: number;
}

export const defaultPatienceMs = 10_000;

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
  const { attempt, cluster, client, url, hasOwn, clock, signal, patienceMs = defaultPatienceMs } = inputs;
  const none = { access: {}, variables: {} };
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  try {
    const { token, tracking, untracked } = await retrying(
      () =>
        client.call(agentEndpoints.openTracking, {
          params: { cluster, attempt },
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

/** Names a tracking server for MLflow's client: what the Job says of it counts. */
export const namesTracking = ({ name }: { readonly name: string }): boolean => name === 'MLFLOW_TRACKING_URI';

const warningOf = (reason: string): AttemptReport => ({
  type: 'warning',
  message: `it is not tracked by the model registry: ${reason}`.slice(0, 2000),
});

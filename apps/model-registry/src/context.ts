import type { Clock, Random } from '@slipway/kernel';
import type { Logger, Metrics, Signals } from '@slipway/ports';

/** Everything the model registry needs of the outside, and its settings. */
export interface RegistryContext {
  readonly signals: Signals;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Environment repository that changes go to. */
  readonly repository: string;
  /** Team of calls without a token from this machine itself; undefined: such calls are refused. */
  readonly openTeam: string | undefined;
  /** Where artifacts of experiments lie that name no place of their own: `mlflow-artifacts:/`, or a URI of a store. */
  readonly artifactRoot: string;
}

import type { TrackingStore } from '@slipway/ports';

/** What the scheduler needs to have attempts tracked by the model registry. */
export interface Tracking {
  readonly store: TrackingStore;
  /** URL of the model registry; undefined when the server of the scheduler is also its server. */
  readonly url: string | undefined;
  /** Where artifacts of new experiments lie, as the model registry has it. */
  readonly artifactRoot: string;
}

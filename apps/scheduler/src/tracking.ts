import type { TrackingStore } from '@slipway/ports';
import type { ArtifactRoots } from '@slipway/registry';

/** What the scheduler needs to have attempts tracked by the model registry: roots as that has them. */
export interface Tracking extends ArtifactRoots {
  readonly store: TrackingStore;
  /** URL of the model registry; undefined when the server of the scheduler is also its server. */
  readonly url: string | undefined;
}

import type { Logger, Metrics } from '@slipway/ports';
import type { DataDirectory } from '../data-directory.ts';
import type { RemoteEnvironment } from '../remote-environment.ts';
import type { Undo } from '../undo.ts';

/** What every part of a platform is opened with. */
export interface PartOptions {
  readonly data: DataDirectory;
  /** The environment repository, when it is not the embedded one. */
  readonly environment: RemoteEnvironment | undefined;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Takes what has to be closed after the service has stopped. */
  readonly undo: Undo;
}

/** Name of the one environment repository. */
export const repository = 'environment';

import { secretsIn, type SigningSecrets } from '@slipway/deliveries';
import type { Clock } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import { watchFile } from '@slipway/service';

export const noSecrets: SigningSecrets = { default: [], organizations: new Map(), repositories: new Map() };

/**
 * The secrets of a file, which may change while the service runs.
 * @throws InvalidInputError when the file holds something else
 */
export const watchSecrets = (file: string, clock: Clock, logger: Logger): (() => SigningSecrets) =>
  watchFile({ file, what: 'the webhook secrets', parse: secretsIn, empty: noSecrets, clock, logger });

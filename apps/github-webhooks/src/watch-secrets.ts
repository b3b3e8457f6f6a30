import { readFileSync } from 'node:fs';
import { secretsIn, type SigningSecrets } from '@slipway/deliveries';
import { InvalidInputError, type Clock } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';

export const noSecrets: SigningSecrets = { default: [], organizations: new Map(), repositories: new Map() };

/** Milliseconds after which the file is looked at again. */
const lookEvery = 1_000;

/**
 * The secrets of a file, which is looked at again when it has changed: secrets are changed over without a restart. A file
 * that can't be read then leaves the secrets as they were; one that is not there yet holds none.
 * @throws InvalidInputError when the file holds something else
 */
export function watchSecrets(file: string, clock: Clock, logger: Logger): () => SigningSecrets {
  let content: string | undefined;
  let secrets = noSecrets;
  let looked = -Infinity;
  const look = (): void => {
    const now = readIfThere(file);
    if (now === undefined || now === content) return;
    content = now;
    secrets = secretsIn(now, file);
  };
  look();
  return () => {
    const now = clock.now().getTime();
    if (Math.abs(now - looked) < lookEvery) return secrets;
    looked = now;
    try {
      look();
    } catch (error) {
      // Somebody has written it wrongly: deliveries are not to be lost by that.
      logger.warn('the webhook secrets can not be read; those before stay in force', { error });
    }
    return secrets;
  };
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ENOENT') return undefined;
    throw new InvalidInputError(`cannot read the webhook secrets in ${file}`, { cause: error });
  }
}

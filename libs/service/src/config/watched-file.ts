import { readFileSync } from 'node:fs';
import { InvalidInputError, type Clock } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';

export interface WatchedFileOptions<Content> {
  readonly file: string;
  /** What is in it, for messages: `the webhook secrets`. */
  readonly what: string;
  /** @throws InvalidInputError, which quotes nothing of a secret */
  readonly parse: (text: string, file: string) => Content;
  /** As long as there is no file. */
  readonly empty: Content;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Milliseconds after which the file is looked at again. */
const lookEvery = 1_000;

/**
 * What a file holds, which is looked at again when it has changed: secrets are changed over without a restart. A file that
 * can't be read then leaves its content as it was; one that is not there yet holds nothing.
 * @throws InvalidInputError when the file can't be read at first, or holds something else
 */
export function watchFile<Content>(options: WatchedFileOptions<Content>): () => Content {
  const { file, what, parse, clock, logger } = options;
  let text: string | undefined;
  let content = options.empty;
  let looked = -Infinity;
  const look = (): void => {
    const now = readIfThere(file, what);
    if (now === undefined || now === text) return;
    text = now;
    content = parse(now, file);
  };
  look();
  return () => {
    const now = clock.now().getTime();
    if (Math.abs(now - looked) < lookEvery) return content;
    looked = now;
    try {
      look();
    } catch (error) {
      // Somebody has written it wrongly: nothing is to be lost by that.
      logger.warn('a file can not be read; what was in it before stays in force', { file, what, error });
    }
    return content;
  };
}

function readIfThere(file: string, what: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as { readonly code?: unknown }).code === 'ENOENT') return undefined;
    throw new InvalidInputError(`cannot read ${what} in ${file}`, { cause: error });
  }
}

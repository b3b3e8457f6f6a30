import { statSync } from 'node:fs';
import { InvalidInputError, type Clock } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import { watchFile } from '@slipway/service';
import { z } from 'zod';

/** Secrets by the names that rules of `slipway.yaml` know them by. */
export type NotificationSecrets = ReadonlyMap<string, string>;

const SecretsFile = z.record(
  z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'the name of a secret'),
  z.string().min(1, 'a secret is not empty').max(2_000),
);

/**
 * The secrets in a JSON file, `{"name": "value"}`, which may change while the service runs. Only its owner and group may be
 * able to read it.
 * @throws InvalidInputError for a file that others can read, or that holds something else; never quotes a secret
 */
export const watchNotificationSecrets = (
  file: string,
  clock: Clock,
  logger: Logger,
): (() => NotificationSecrets) =>
  watchFile<NotificationSecrets>({
    ...{ file, what: 'the secrets of notifications', empty: new Map(), clock, logger },
    parse: (text) => {
      if ((statSync(file).mode & 0o007) !== 0)
        throw new InvalidInputError(`everybody can get at the secrets in ${file}: chmod o= ${file}`);
      return secretsIn(text, file);
    },
  });

function secretsIn(text: string, file: string): NotificationSecrets {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not the parser's message: it quotes the file.
    throw new InvalidInputError(`cannot read the secrets of notifications in ${file}`, {
      cause: 'it is not JSON',
    });
  }
  const parsed = SecretsFile.safeParse(value);
  if (parsed.success) return new Map(Object.entries(parsed.data));
  throw new InvalidInputError(`${file} is no file of secrets of notifications`, {
    issues: parsed.error.issues.map(({ message, path }) => ({ message, file, path: path.join('.') })),
  });
}

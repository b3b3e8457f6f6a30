import { readFileSync } from 'node:fs';
import type { SigningSecrets } from '@slipway/deliveries';
import { InvalidInputError, type Clock } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import { z } from 'zod';

const Secrets = z
  .array(z.string().min(16, 'a secret has 16 characters at least').max(1_024))
  .min(1, 'name a secret, or leave out the entry')
  .max(10);
const SecretsFile = z.strictObject({
  default: Secrets.optional(),
  organizations: z
    .record(z.string().regex(/^[\w.-]{1,100}$/, 'the name of an organisation'), Secrets)
    .default({}),
  repositories: z.record(z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'owner/name'), Secrets).default({}),
});

export const noSecrets: SigningSecrets = { default: [], organizations: new Map(), repositories: new Map() };

/** Milliseconds after which the file is looked at again. */
const lookEvery = 1_000;

/**
 * The secrets that `content` of a secrets file holds.
 * @throws InvalidInputError naming the place of what is wrong, never a secret
 */
export function secretsIn(content: string, file: string): SigningSecrets {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    // Not the parser's message: it quotes the file.
    throw new InvalidInputError(`cannot read the webhook secrets in ${file}`, { cause: 'it is not JSON' });
  }
  const parsed = SecretsFile.safeParse(value);
  if (!parsed.success) {
    throw new InvalidInputError(`${file} is no file of webhook secrets`, {
      issues: parsed.error.issues.map(({ message, path }) => ({ message, file, path: path.join('.') })),
    });
  }
  const { organizations, repositories } = parsed.data;
  return {
    default: parsed.data.default ?? [],
    organizations: byLowerCase(organizations),
    repositories: byLowerCase(repositories),
  };
}

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

const byLowerCase = (entries: Readonly<Record<string, string[]>>): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(entries).map(([name, secrets]) => [name.toLowerCase(), secrets]));

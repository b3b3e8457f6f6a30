import { InvalidInputError } from '@slipway/kernel';
import { z } from 'zod';
import type { SigningSecrets } from './signing-secrets.ts';

/** Secrets of one place, while they are changed over. */
const mostSecrets = 10;

const Secrets = z
  .array(z.string().min(16, 'a secret has 16 characters at least').max(1_024))
  .min(1, 'name a secret, or leave out the entry')
  .max(mostSecrets);
const SecretsFile = z.strictObject({
  default: Secrets.optional(),
  organizations: z
    .record(z.string().regex(/^[\w.-]{1,100}$/, 'the name of an organisation'), Secrets)
    .default({}),
  repositories: z.record(z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'owner/name'), Secrets).default({}),
});

type SecretsFile = z.output<typeof SecretsFile>;

/**
 * The secrets that `content` of a secrets file holds.
 * @throws InvalidInputError naming the place of what is wrong, never a secret
 */
export function secretsIn(content: string, file: string): SigningSecrets {
  const { default: usual = [], organizations, repositories } = entriesIn(content, file);
  return {
    default: usual,
    organizations: byLowerCase(organizations),
    repositories: byLowerCase(repositories),
  };
}

/**
 * The content of a secrets file with one more secret, first where it belongs: the default place, and those of `owner` and of
 * its repositories that have secrets of their own.
 * @param content of the file, undefined when there is none yet
 * @throws InvalidInputError when the file is none of secrets, or a place has as many as it takes; never naming a secret
 */
export function withSecret(
  content: string | undefined,
  file: string,
  { secret, owner }: { readonly secret: string; readonly owner: string | undefined },
): string {
  const { default: usual = [], organizations, repositories } = entriesIn(content ?? '{}', file);
  const add = (secrets: readonly string[], place: string): readonly string[] => {
    if (secrets.includes(secret)) return secrets;
    if (secrets.length >= mostSecrets)
      throw new InvalidInputError(
        `${file} has ${String(mostSecrets)} secrets in ${place}, the most it takes: remove those that are no longer in use`,
      );
    return [secret, ...secrets];
  };
  const whose = (name: string): boolean => name.split('/')[0]?.toLowerCase() === owner?.toLowerCase();
  const added = (entries: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> =>
    Object.fromEntries(
      Object.entries(entries).map(([name, secrets]) => [name, whose(name) ? add(secrets, name) : secrets]),
    );
  const entries = {
    default: add(usual, 'default'),
    ...(Object.keys(organizations).length > 0 ? { organizations: added(organizations) } : {}),
    ...(Object.keys(repositories).length > 0 ? { repositories: added(repositories) } : {}),
  };
  return `${JSON.stringify(entries, undefined, 2)}\n`;
}

function entriesIn(content: string, file: string): SecretsFile {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    // Not the parser's message: it quotes the file.
    throw new InvalidInputError(`cannot read the webhook secrets in ${file}`, { cause: 'it is not JSON' });
  }
  const parsed = SecretsFile.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`${file} is no file of webhook secrets`, {
    issues: parsed.error.issues.map(({ message, path }) => ({ message, file, path: path.join('.') })),
  });
}

const byLowerCase = (entries: Readonly<Record<string, string[]>>): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(entries).map(([name, secrets]) => [name.toLowerCase(), secrets]));

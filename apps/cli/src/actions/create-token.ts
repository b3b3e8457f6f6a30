import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError, NotFoundError, parseDuration } from '@slipway/kernel';
import { dataFolders } from '../connection/data-folders.ts';
import { nonEmpty } from '../input/non-empty.ts';
import type { Invocation } from '../invocation.ts';

export const teamRoles = ['viewer', 'contributor', 'maintainer'] as const;

export interface CreateTokenOptions {
  readonly role: (typeof teamRoles)[number];
  /** Duration such as `30d`. */
  readonly expires?: string;
}

/** Makes a token on the data directory of this machine and writes it to stdout, where it is shown this one time. */
export async function createTokenOf(
  invocation: Invocation,
  name: string,
  { role, expires }: CreateTokenOptions,
): Promise<void> {
  const { out, err, options, env, clock } = invocation;
  if (!/^[\w][\w.@-]{0,98}$/.test(name))
    throw new InvalidInputError(
      `${JSON.stringify(name)} is no name of a token: expected letters, digits and . _ @ -, at most 99`,
    );
  const lifetime = expires === undefined ? undefined : parseDuration(expires);
  if (expires !== undefined && lifetime === undefined)
    throw new InvalidInputError(
      `--expires is ${JSON.stringify(expires)}: expected a duration such as 12h or 30d`,
    );
  const team = options.team ?? nonEmpty(env.SLIPWAY_TEAM) ?? 'demo';
  const until = lifetime === undefined ? undefined : new Date(clock.now().getTime() + lifetime);
  const data = await dataFolder(invocation);
  const { createToken } = await import('@slipway/platform');
  await out.line(await createToken({ data, name, grant: { role, team }, expires: until }));
  await err.line(
    `token of ${name}, ${role} of team ${team}${until ? `, until ${until.toISOString()}` : ''}; it is kept nowhere else`,
  );
}

async function dataFolder(invocation: Invocation): Promise<string> {
  for (const folder of dataFolders(invocation)) {
    const found = await stat(path.join(folder, 'tokens.json')).catch(() => undefined);
    if (found) return folder;
  }
  throw new NotFoundError(
    'there is no data directory of a server here: name it by --data, or start one with "slipway serve"',
  );
}

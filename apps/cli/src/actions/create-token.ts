import { stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError, NotFoundError, parseDuration } from '@slipway/kernel';
import type { NewToken } from '@slipway/platform';
import { dataFolders } from '../connection/data-folders.ts';
import { nonEmpty } from '../input/non-empty.ts';
import { UsageError } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';

export const tokenRoles = [
  'viewer',
  'contributor',
  'maintainer',
  'agent',
  'git-reader',
  'git-writer',
] as const;

export interface CreateTokenOptions {
  readonly role: (typeof tokenRoles)[number];
  /** The one that an agent speaks for. */
  readonly cluster?: string;
  /** Duration such as `30d`. */
  readonly expires?: string;
}

/** Makes a token on the data directory of this machine and writes it to stdout, where it is shown this one time. */
export async function createTokenOf(
  invocation: Invocation,
  name: string,
  { role, cluster, expires }: CreateTokenOptions,
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
  const [grants, text] = grantsOf(role, team, cluster);
  const until = lifetime === undefined ? undefined : new Date(clock.now().getTime() + lifetime);
  const data = await dataFolder(invocation);
  const { createToken } = await import('@slipway/platform');
  await out.line(await createToken({ data, name, grants, expires: until }));
  await err.line(
    `token of ${name}, ${text}${until ? `, until ${until.toISOString()}` : ''}; it is kept nowhere else`,
  );
}

type Grants = NewToken['grants'];

/** What the token may do, and the same in words. */
function grantsOf(
  role: CreateTokenOptions['role'],
  team: string,
  cluster: string | undefined,
): readonly [Grants, string] {
  if ((role === 'agent') !== (cluster !== undefined))
    throw new UsageError('an agent speaks for a cluster: --role agent --cluster NAME');
  if (role === 'agent')
    return [[{ role, cluster: cluster ?? '' }, { role: 'git-reader' }], `agent of cluster ${cluster ?? ''}`];
  if (role === 'git-reader' || role === 'git-writer') return [[{ role }], role];
  return [[{ role, team }], `${role} of team ${team}`];
}

/** The data directory of a server on this machine. @throws NotFoundError with what to do then */
export async function dataFolder(
  invocation: Invocation,
  hint = 'name it by --data, or start one with "slipway serve"',
): Promise<string> {
  for (const folder of dataFolders(invocation)) {
    const found = await stat(path.join(folder, 'tokens.json')).catch(() => undefined);
    if (found) return folder;
  }
  throw new NotFoundError(`there is no data directory of a server here: ${hint}`);
}

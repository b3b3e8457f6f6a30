import { resourceEndpoints, type Client } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import { UsageError } from '../exit-codes.ts';
import type { Invocation } from '../invocation.ts';

/**
 * The team that a command is about: `--team`, else `SLIPWAY_TEAM`, else the only one that the caller may read.
 * @throws UsageError when there are several, naming them.
 */
export async function chooseTeam({ options, env, signal }: Invocation, client: Client): Promise<string> {
  const named = options.team ?? env.SLIPWAY_TEAM;
  if (named !== undefined && named !== '') return named;
  const { items } = await client.call(resourceEndpoints.listTeams, { query: { limit: 20 }, signal });
  const names = items.map(({ metadata }) => metadata.name);
  const [only] = names;
  if (only === undefined)
    throw new NotFoundError('there is no team that you may read', {
      details: { hint: 'apply one: kind: Team' },
    });
  if (names.length > 1)
    throw new UsageError(`which team? choose one by --team or SLIPWAY_TEAM: ${names.join(', ')}`);
  return only;
}

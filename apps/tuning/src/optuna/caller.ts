import type { Metadata } from '@grpc/grpc-js';
import { ForbiddenError, InvalidInputError, UnauthenticatedError } from '@slipway/kernel';
import { canReadTeam, canWriteTeam, isAdmin, type Principal, type Tokens } from '@slipway/service';

export interface CallerRules {
  readonly tokens: Tokens;
  /** Team of calls without a token from this machine itself; undefined: they are refused. */
  readonly openTeam: string | undefined;
}

export interface Caller {
  readonly team: string;
  readonly name: string;
}

const loopback = /^(?:127\.|::1(?::|$)|\[::1\]|::ffff:127\.)/;
/** Where the principal has several teams, the caller names one. */
const teamKey = 'slipway-team';

/**
 * Whose studies a call is about, and whether it may. Its token comes as metadata, `authorization: Bearer …`.
 * @param peer address and port of the other end
 * @throws UnauthenticatedError, ForbiddenError, InvalidInputError when the team is not clear
 */
export function callerOf(
  { tokens, openTeam }: CallerRules,
  metadata: Metadata,
  peer: string,
  access: 'read' | 'write',
): Caller {
  const authorization = textOf(metadata, 'authorization');
  const principal = tokens.authenticate(authorization) ?? localCaller(metadata, peer, openTeam);
  if (!principal)
    throw new UnauthenticatedError(
      'a token is needed, as metadata "authorization: Bearer <token>": docs/how-to/use-optuna-with-slipway.md says how',
    );
  const team = textOf(metadata, teamKey) ?? teamOf(principal, openTeam);
  const may = access === 'read' ? canReadTeam : canWriteTeam;
  if (!may(principal, team))
    throw new ForbiddenError(
      `${principal.name} may not do this: it takes a ${access === 'read' ? 'viewer' : 'contributor'} of team ${JSON.stringify(team.slice(0, 63))}`,
    );
  return { team, name: principal.name };
}

function localCaller(metadata: Metadata, peer: string, team: string | undefined): Principal | undefined {
  if (team === undefined || !loopback.test(peer) || metadata.get('x-forwarded-for').length > 0)
    return undefined;
  return { name: 'local', grants: [{ role: 'contributor', team }] };
}

function teamOf(principal: Principal, openTeam: string | undefined): string {
  const teams = [...new Set(principal.grants.flatMap((grant) => ('team' in grant ? [grant.team] : [])))];
  const [only] = teams;
  if (only !== undefined && teams.length === 1) return only;
  if (teams.length === 0 && isAdmin(principal) && openTeam !== undefined) return openTeam;
  throw new InvalidInputError(
    `${principal.name} belongs to ${teams.length === 0 ? 'no team' : `several teams (${teams.join(', ')})`}: name one by metadata ${teamKey}`,
  );
}

function textOf(metadata: Metadata, key: string): string | undefined {
  const [value] = metadata.get(key);
  return value?.toString();
}

import type { IncomingMessage } from 'node:http';
import { MlflowError } from '@slipway/registry';
import {
  canAdministerTeam,
  canReadTeam,
  canWriteTeam,
  isAdmin,
  isRunOfTeam,
  type Principal,
} from '@slipway/service';
import type { MlflowEndpoint, Scope } from './mlflow-endpoint.ts';

export interface ScopeRequest {
  readonly incoming: IncomingMessage;
  readonly principal: Principal | undefined;
  /** Team of the path, for clients whose tracking URI ends in `/teams/<team>`. */
  readonly team: string | undefined;
  readonly openTeam: string | undefined;
  readonly access: MlflowEndpoint['access'];
  readonly traceparent: string;
}

/** Who calls without a token. */
export const localCallerName = 'local';

const nobody: Principal = { name: 'anonymous', grants: [] };
const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Whose name space a call is in, and whether it may be there. A call without a token counts as a maintainer of the open
 * team when it comes from this machine itself, by an address of its own and not out of a web page of somebody else.
 * @throws MlflowError UNAUTHENTICATED, PERMISSION_DENIED, INVALID_PARAMETER_VALUE
 */
export function scopeOf({ incoming, principal, team, openTeam, access, traceparent }: ScopeRequest): Scope {
  if (access === 'public') return { team: team ?? '', principal: principal ?? nobody, traceparent };
  const caller = principal ?? localCaller(incoming, openTeam);
  if (!caller)
    throw new MlflowError(
      'UNAUTHENTICATED',
      incoming.headers.authorization === undefined
        ? 'A token is needed: set MLFLOW_TRACKING_TOKEN to a token of the team.'
        : 'The token is not known here.',
    );
  const chosen = team ?? teamOf(caller, openTeam);
  const allowed = { read: canReadTeam, write: canWriteTeam, administer: canAdministerTeam }[access];
  if (!allowed(caller, chosen) && !(access !== 'administer' && isRunOfTeam(caller, chosen))) {
    const needed = { read: 'a viewer', write: 'a contributor', administer: 'a maintainer' }[access];
    throw new MlflowError(
      'PERMISSION_DENIED',
      `${caller.name} may not do this in team ${chosen}: it takes ${needed} of the team.`,
    );
  }
  return { team: chosen, principal: caller, traceparent };
}

function localCaller(
  { socket, headers }: IncomingMessage,
  openTeam: string | undefined,
): Principal | undefined {
  if (openTeam === undefined || headers.authorization !== undefined) return undefined;
  const isLocal = loopback.has(socket.remoteAddress ?? '') && headers['x-forwarded-for'] === undefined;
  const isOwnName = loopbackHost.test(headers.host ?? '');
  const isOwnPage =
    headers.origin === undefined || loopbackHost.test(headers.origin.replace(/^https?:\/\//, ''));
  if (!isLocal || !isOwnName || !isOwnPage) return undefined;
  return { name: localCallerName, grants: [{ role: 'maintainer', team: openTeam }] };
}

function teamOf(caller: Principal, openTeam: string | undefined): string {
  const teams = [...new Set(caller.grants.flatMap((grant) => ('team' in grant ? [grant.team] : [])))];
  const [only] = teams;
  if (only !== undefined && teams.length === 1) return only;
  if (teams.length === 0 && isAdmin(caller) && openTeam !== undefined) return openTeam;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    teams.length === 0
      ? `${caller.name} belongs to no team: name one in the tracking URI, as in https://<host>/teams/<team>.`
      : `${caller.name} belongs to several teams (${teams.join(', ')}): name one in the tracking URI, as in https://<host>/teams/${teams[0] ?? ''}.`,
  );
}

import type { Endpoint } from '@slipway/contracts';
import { ForbiddenError, UnauthenticatedError } from '@slipway/kernel';
import type { Principal } from '../principal.ts';

/** Principal of requests without credentials, on endpoints that are public. */
const anonymous: Principal = { name: 'anonymous', grants: [] };

export function isAdmin({ grants }: Principal): boolean {
  return grants.some(({ role }) => role === 'admin');
}

export function canReadTeam(principal: Principal, team: string | undefined): boolean {
  return (
    isAdmin(principal) ||
    principal.grants.some(
      (grant) => (grant.role === 'viewer' || grant.role === 'member') && grant.team === team,
    )
  );
}

export function canWriteTeam(principal: Principal, team: string | undefined): boolean {
  return (
    isAdmin(principal) || principal.grants.some((grant) => grant.role === 'member' && grant.team === team)
  );
}

/** Not even an administrator speaks for a cluster: only its agent knows what happened there. */
function isAgentOf({ grants }: Principal, cluster: string | undefined): boolean {
  return grants.some((grant) => grant.role === 'agent' && grant.cluster === cluster);
}

/**
 * Checks the access rule of an endpoint against the raw path parameters, before anything else of the request is looked
 * at. Returns who calls.
 * @throws UnauthenticatedError without credentials, ForbiddenError when the rule does not allow the principal.
 */
export function authorize(
  { access }: Endpoint,
  principal: Principal | undefined,
  params: Readonly<Record<string, unknown>>,
): Principal {
  if (access === 'public') return principal ?? anonymous;
  if (!principal)
    throw new UnauthenticatedError('a token is needed: send it as "Authorization: Bearer <token>"');
  const team = textOf(params.team);
  const cluster = textOf(params.cluster);
  const refuse = (needed: string): never => {
    throw new ForbiddenError(`${principal.name} may not do this: it takes ${needed}`);
  };
  switch (access) {
    case 'signed-in':
      return principal;
    case 'team-read':
      return canReadTeam(principal, team) ? principal : refuse(`a viewer or member of team ${quoted(team)}`);
    case 'team-write':
      return canWriteTeam(principal, team) ? principal : refuse(`a member of team ${quoted(team)}`);
    case 'agent':
      return isAgentOf(principal, cluster) ? principal : refuse(`the agent of cluster ${quoted(cluster)}`);
    case 'admin':
      return isAdmin(principal) ? principal : refuse('an administrator');
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function quoted(name: string | undefined): string {
  return JSON.stringify((name ?? '').slice(0, 63));
}

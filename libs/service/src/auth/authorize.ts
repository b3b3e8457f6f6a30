import type { Endpoint } from '@slipway/contracts';
import { ForbiddenError, UnauthenticatedError } from '@slipway/kernel';
import type { Grant, Principal } from '../principal.ts';

/** Principal of requests without credentials, on endpoints that are public. */
const anonymous: Principal = { name: 'anonymous', grants: [] };

export function isAdmin({ grants }: Principal): boolean {
  return grants.some(({ role }) => role === 'admin');
}

type TeamRole = Extract<Grant, { readonly team: string }>['role'];

/** Each role may what those before it may; a run is none of them. */
const roles: readonly TeamRole[] = ['viewer', 'contributor', 'maintainer'];

function hasRole(principal: Principal, team: string | undefined, least: TeamRole): boolean {
  return (
    isAdmin(principal) ||
    principal.grants.some(
      (grant) => 'team' in grant && grant.team === team && roles.indexOf(grant.role) >= roles.indexOf(least),
    )
  );
}

export function canReadTeam(principal: Principal, team: string | undefined): boolean {
  return hasRole(principal, team, 'viewer');
}

export function canWriteTeam(principal: Principal, team: string | undefined): boolean {
  return hasRole(principal, team, 'contributor');
}

/** Maintainers also change what others only may propose. */
export function canAdministerTeam(principal: Principal, team: string | undefined): boolean {
  return hasRole(principal, team, 'maintainer');
}

/** Programs of a team's runs may track themselves, which is more than to read and less than to contribute. */
export function isRunOfTeam({ grants }: Principal, team: string): boolean {
  return grants.some((grant) => grant.role === 'run' && grant.team === team);
}

/** The environment repository holds the manifests of all teams: whoever is of one team alone sees them through the API. */
export function canReadRepository({ grants }: Principal): boolean {
  return grants.some(({ role }) => role === 'admin' || role === 'git-reader' || role === 'git-writer');
}

/** Not even an administrator, unless he is a writer too. */
export function canWriteRepository({ grants }: Principal): boolean {
  return grants.some(({ role }) => role === 'git-writer');
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
      return canReadTeam(principal, team) ? principal : refuse(`a viewer of team ${quoted(team)}`);
    case 'team-write':
      return canWriteTeam(principal, team) ? principal : refuse(`a contributor of team ${quoted(team)}`);
    case 'team-run-read':
      return canReadTeam(principal, team) || (team !== undefined && isRunOfTeam(principal, team))
        ? principal
        : refuse(`a viewer or a run of team ${quoted(team)}`);
    case 'team-run':
      return canWriteTeam(principal, team) || (team !== undefined && isRunOfTeam(principal, team))
        ? principal
        : refuse(`a contributor or a run of team ${quoted(team)}`);
    case 'team-administer':
      return canAdministerTeam(principal, team) ? principal : refuse(`a maintainer of team ${quoted(team)}`);
    case 'repository-read':
      return canReadRepository(principal) ? principal : refuse('a git-reader');
    case 'repository-write':
      return canWriteRepository(principal) ? principal : refuse('a git-writer');
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

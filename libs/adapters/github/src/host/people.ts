import type { RepositoryPermission } from '@slipway/deliveries';
import { MembershipAnswer, PermissionAnswer } from './answers.ts';
import type { RepositoryCalls } from './repository-calls.ts';

const teamPattern = /^@([\w.-]+)\/([\w.-]+)$/;

/** Names of people and teams are the same in any case there. */
export async function isOneOf(calls: RepositoryCalls, named: string, user: string): Promise<boolean> {
  const [, org, team] = teamPattern.exec(named) ?? [];
  if (org === undefined || team === undefined)
    return named.replace(/^@/, '').toLowerCase() === user.toLowerCase();
  const membership = await calls.find(
    'GET /orgs/{org}/teams/{team_slug}/memberships/{username}',
    { members: 'read' },
    { org, team_slug: team, username: user },
    MembershipAnswer,
  );
  return membership?.state === 'active';
}

/** Who is no collaborator may read what is public, as everybody. */
export async function permissionOf(calls: RepositoryCalls, user: string): Promise<RepositoryPermission> {
  const found = await calls.find(
    'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
    { metadata: 'read' },
    { username: user },
    PermissionAnswer,
  );
  return found?.permission ?? 'none';
}

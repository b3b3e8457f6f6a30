import { ForbiddenError } from '@slipway/kernel';
import { canWriteTeam, isAdmin, type Principal } from '@slipway/service';
import type { GivenResource } from './given-resources.ts';

/**
 * Who may apply what: a Job its team's members, everything else administrators.
 * @throws ForbiddenError naming the first resource that the principal may not apply.
 */
export function requireRights(principal: Principal, given: readonly GivenResource[]): void {
  for (const { key, id } of given) {
    if (key.team === undefined ? isAdmin(principal) : canWriteTeam(principal, key.team)) continue;
    throw new ForbiddenError(
      key.team === undefined
        ? `${principal.name} may not apply ${id}: it takes an administrator.`
        : `${principal.name} may not apply ${id}: it takes a contributor of team ${key.team}.`,
      { details: { resource: id } },
    );
  }
}

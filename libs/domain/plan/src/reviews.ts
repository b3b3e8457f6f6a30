import { ownerOf } from '@slipway/changes';
import { rulesByPath, type Environment, type Team } from '@slipway/resources';
import type { Finding } from './finding.ts';
import type { Review } from './plan.ts';

/** Who owned what before the change: nobody makes himself an owner by the change that needs one. */
export interface Ownership {
  readonly settings: Environment | undefined;
  readonly teams: ReadonlyMap<string, Team>;
}

interface Owners {
  readonly rule: string;
  readonly owners: readonly string[];
}

/** Who has to approve changes of these paths, as CODEOWNERS decides it: of all rules that match a path the last one. */
export function reviewsOf(paths: readonly string[], ownership: Ownership): readonly Review[] {
  const ownersOf = ownersFinder(ownership);
  const byRule = new Map<string, { readonly owners: readonly string[]; readonly paths: string[] }>();
  for (const path of paths) {
    const { rule, owners } = ownersOf(path);
    const found = byRule.get(rule);
    if (found) found.paths.push(path);
    else byRule.set(rule, { owners, paths: [path] });
  }
  return [...byRule].map(([rule, review]) => ({ rule, ...review }));
}

function ownersFinder({ settings, teams }: Ownership): (path: string) => Owners {
  const ruleOf = rulesByPath(settings?.spec.owners ?? []);
  return (path) => {
    const found = ruleOf(path);
    return found
      ? { rule: `slipway.yaml, spec.owners[${String(found.index)}]`, owners: found.rule.owners }
      : maintainers(path, teams);
  };
}

function maintainers(path: string, teams: Ownership['teams']): Owners {
  const name = teamOf(path);
  if (name === undefined) return { rule: 'no rule of slipway.yaml', owners: [] };
  const team = teams.get(name);
  if (team === undefined) return { rule: `the team ${name} is new`, owners: [] };
  const owners = team.spec.members.filter(({ role }) => role === 'maintainer').map(({ user }) => user);
  return { rule: `maintainers of team ${name}`, owners };
}

const teamOf = (path: string): string | undefined => /^teams\/([^/]+)\//.exec(path)?.[1];

/** Paths of teams that the author does not belong to as a contributor or maintainer: one finding for each team. */
export function foreignPaths(
  paths: readonly string[],
  author: string,
  { teams }: Ownership,
): readonly Finding[] {
  const foreign = new Map<string, string>();
  for (const path of paths) {
    const owner = ownerOf(path);
    const team = 'team' in owner && !('cluster' in owner) ? teams.get(owner.team) : undefined;
    const name = team?.metadata.name ?? '';
    if (team === undefined || foreign.has(name)) continue;
    if (!team.spec.members.some(({ user, role }) => user === author && role !== 'viewer'))
      foreign.set(name, path);
  }
  return [...foreign].map(([team, file]) => ({
    level: 'warning',
    source: 'path',
    title: 'path of another team',
    message: `${author} is no contributor of team ${team}, whose path this is: one of those who review it has to approve`,
    file,
    line: 1,
  }));
}

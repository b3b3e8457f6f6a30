import { layout } from '@slipway/changes';
import { ForbiddenError, InvalidInputError } from '@slipway/kernel';
import { canReadTeam, type Principal } from '@slipway/service';

interface KindOfAddress {
  /** Names after the kind: team and name, or name alone. */
  readonly names: 1 | 2;
  /** Paths of the environment repository that are the resource's own. */
  readonly paths: (first: string, second: string) => readonly string[];
  /** The team whose members may look; undefined when everybody who has signed in may. */
  readonly team: (first: string) => string | undefined;
}

const kinds: Readonly<Record<string, KindOfAddress>> = {
  Job: {
    names: 2,
    paths: (team, name) => [layout.job(team, name), layout.jobFiles(team, name)],
    team: (team) => team,
  },
  Run: { names: 2, paths: () => [], team: (team) => team },
  Team: { names: 1, paths: (name) => [layout.team(name)], team: (name) => name },
  Cluster: { names: 1, paths: (name) => [layout.cluster(name)], team: () => undefined },
};

const dnsName = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

function parse(resource: string): {
  readonly kind: KindOfAddress;
  readonly first: string;
  readonly second: string;
} {
  const [name = '', ...names] = resource.split('/');
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind?.names !== names.length || !names.every((part) => dnsName.test(part))) {
    throw new InvalidInputError(
      'resource must be Job/<team>/<name>, Run/<team>/<name>, Team/<name> or Cluster/<name>',
      {
        details: { resource },
      },
    );
  }
  const [first = '', second = ''] = names;
  return { kind, first, second };
}

/** Paths that belong to `Kind/team/name` or `Kind/name`. @throws InvalidInputError when it is neither. */
export function resourcePaths(resource: string): readonly string[] {
  const { kind, first, second } = parse(resource);
  return kind.paths(first, second);
}

/** @throws ForbiddenError unless the principal may read the resource. */
export function requireRight(principal: Principal, resource: string): void {
  const { kind, first } = parse(resource);
  const team = kind.team(first);
  if (team === undefined || canReadTeam(principal, team)) return;
  throw new ForbiddenError(
    `${principal.name} may not read ${resource}: it takes a viewer of team ${team}`,
  );
}

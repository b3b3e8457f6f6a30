import { layout } from '@slipway/changes';
import { ForbiddenError, InvalidInputError } from '@slipway/kernel';
import { modelPath } from '@slipway/registry';
import { canReadTeam, type Principal } from '@slipway/service';

interface KindOfAddress {
  /** Names after the kind: team and name, or name alone. */
  readonly names: 1 | 2;
  /** What the last name must be. Default: a DNS label. */
  readonly lastName?: RegExp;
  /** Paths of the environment repository that are the resource's own. */
  readonly paths: (first: string, second: string) => readonly string[];
  /** The team whose members may look; undefined when everybody who has signed in may. */
  readonly team: (first: string) => string | undefined;
}

/** MLflow takes any name without a slash or a colon. */
const modelName = /^[^/:\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,256}$/u;

const kinds: Readonly<Record<string, KindOfAddress>> = {
  Job: {
    names: 2,
    paths: (team, name) => [layout.job(team, name), layout.jobFiles(team, name)],
    team: (team) => team,
  },
  Study: {
    names: 2,
    paths: (team, name) => [
      layout.study(team, name),
      layout.studyFiles(team, name),
      layout.studyResult(team, name),
    ],
    team: (team) => team,
  },
  RegisteredModel: {
    names: 2,
    lastName: modelName,
    // In a team's own folder of models or, when that is full, in one of its shards.
    paths: (team, name) =>
      [0, Infinity].flatMap((siblings) => {
        const path = modelPath(team, name, siblings);
        return [`${path}.yaml`, path];
      }),
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
  const isName = (part: string, index: number): boolean =>
    (index === names.length - 1 ? (kind?.lastName ?? dnsName) : dnsName).test(part);
  if (kind?.names !== names.length || !names.every(isName)) {
    throw new InvalidInputError(
      'resource must be Job/<team>/<name>, Study/<team>/<name>, Run/<team>/<name>, RegisteredModel/<team>/<name>, Team/<name> or Cluster/<name>',
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
  throw new ForbiddenError(`${principal.name} may not read ${resource}: it takes a viewer of team ${team}`);
}

import { layout, placeId, resourcePlace, settingsFile, type ResourcePlace } from '@slipway/changes';
import { InvalidInputError } from '@slipway/kernel';
import {
  issueAt,
  parseEnvironment,
  parsePolicies,
  parseResources,
  resourceId,
  type Cluster,
  type Environment,
  type LocatedPolicy,
  type SlipwayResource,
  type Team,
} from '@slipway/resources';
import { findingOf, type Finding } from './finding.ts';
import { isRegular, type Snapshot } from './snapshot.ts';

export interface ReadResource {
  readonly place: ResourcePlace;
  readonly resource: SlipwayResource;
}

/** What one revision of the environment repository says, as far as a plan looks at it. */
export interface Side {
  readonly snapshot: Snapshot;
  readonly settings: Environment | undefined;
  readonly teams: ReadonlyMap<string, Team>;
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly policies: readonly LocatedPolicy[];
  /** By resource id: all Teams and Clusters, and the programs that were asked for. */
  readonly resources: ReadonlyMap<string, ReadResource>;
  readonly findings: readonly Finding[];
}

/** Reads a revision: settings, policies, Teams and Clusters as a whole, of Jobs and Studies those whose file is among `programs`. */
export function readSide(snapshot: Snapshot, programs: Iterable<string>): Side {
  const findings: Finding[] = [];
  const read = <T>(path: string, parse: (file: string, text: string) => T): T | undefined => {
    const text = regularText(snapshot, path);
    if (text === undefined) return undefined;
    try {
      return parse(path, text);
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      const issues = error.issues.length > 0 ? error.issues : [{ message: error.message }];
      findings.push(...issues.map((issue) => findingOf(invalid, path, issue)));
      return undefined;
    }
  };
  const resources = new Map<string, ReadResource>();
  const teams = new Map<string, Team>();
  const clusters = new Map<string, Cluster>();
  const policies: LocatedPolicy[] = [];
  const readResource = (place: ResourcePlace): void => {
    for (const resource of read(place.file, parseResources) ?? []) {
      if (resourceId(resource) !== placeId(place)) findings.push(misplaced(place, resource));
      else {
        resources.set(placeId(place), { place, resource });
        if (resource.kind === 'Team') teams.set(place.name, resource);
        if (resource.kind === 'Cluster') clusters.set(place.name, resource);
      }
    }
  };
  for (const path of sharedFiles(snapshot)) {
    const place = resourcePlace(path);
    if (place?.kind === 'Policy') policies.push(...(read(path, parsePolicies) ?? []));
    else if (place?.kind === 'Team' || place?.kind === 'Cluster') readResource(place);
  }
  for (const path of programs) {
    const place = resourcePlace(path);
    if (place) readResource(place);
  }
  findings.push(...namedTwice(policies));
  return {
    snapshot,
    settings: read(settingsFile, parseEnvironment),
    teams,
    clusters,
    policies,
    resources,
    findings,
  };
}

const invalid = { level: 'failure', source: 'schema', title: 'not valid' } as const;

/** Files that say what holds for many resources; they are always read. */
export function sharedFiles(snapshot: Pick<Snapshot, 'files'>): readonly string[] {
  const found: string[] = [];
  for (const path of snapshot.files.keys()) if (isShared(path)) found.push(path);
  return found.sort();
}

const isShared = (path: string): boolean =>
  /^(teams\/[^/]+\/team\.yaml|clusters\/[^/]+\/cluster\.yaml|policies\/[^/]+\.yaml)$/.test(path) ||
  path === layout.settings();

export function regularText({ files, contents }: Snapshot, path: string): string | undefined {
  const file = files.get(path);
  const content = isRegular(file) ? contents.get(file.id) : undefined;
  return content !== undefined && 'text' in content ? content.text : undefined;
}

function misplaced(place: ResourcePlace, resource: SlipwayResource): Finding {
  const id = resourceId(resource);
  return findingOf(
    { ...invalid, title: 'in the wrong place' },
    place.file,
    issueAt(resource, resource.kind === place.kind ? ['metadata', 'name'] : ['kind'], {
      message: `the file is the place of ${placeId(place)} alone, and holds ${id}`,
      expected: `${placeId(place)}, or another file for ${id}`,
    }),
  );
}

function namedTwice(policies: readonly LocatedPolicy[]): readonly Finding[] {
  const seen = new Set<string>();
  return policies.flatMap(({ policy, issueAt: at }) => {
    const { name } = policy.metadata;
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    const issue = at(['metadata', 'name'], { message: `there is another policy named ${name}` });
    return [findingOf(invalid, 'policies', issue)];
  });
}

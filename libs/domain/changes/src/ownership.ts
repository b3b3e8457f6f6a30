import type { Change } from './change.ts';

/** Which part of the environment repository a path lies in. */
export type PathOwner =
  | { readonly area: 'settings' | 'policies' | 'unknown' }
  | { readonly area: 'cluster' | 'cluster-manifests' | 'add-ons'; readonly cluster: string }
  | { readonly area: 'team' | 'job' | 'study' | 'model'; readonly team: string }
  | { readonly area: 'team-manifests' | 'runs'; readonly cluster: string; readonly team: string };

const name = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const yamlFile = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\.yaml$/;
const day = /^\d{4}-\d{2}-\d{2}$/;

/** Total: every path has exactly one owner; `unknown` is what no service of Slipway writes. Mirrors `layout`. */
export function ownerOf(path: string): PathOwner {
  const [root = '', owner = '', area = '', ...rest] = path.split('/');
  if (path === 'slipway.yaml') return { area: 'settings' };
  if (root === 'policies' && yamlFile.test(owner) && area === '') return { area: 'policies' };
  if (!name.test(owner)) return { area: 'unknown' };
  if (root === 'teams') {
    if (area === 'team.yaml' && rest.length === 0) return { area: 'team', team: owner };
    if (area === 'jobs' && isIntent(rest)) return { area: 'job', team: owner };
    if (area === 'studies' && (isIntent(rest) || isStudyResult(rest))) return { area: 'study', team: owner };
    if (area === 'models' && isModelFile(rest)) return { area: 'model', team: owner };
  }
  if (root === 'clusters') {
    const [first = '', second = '', third = ''] = rest;
    if (area === 'cluster.yaml' && rest.length === 0) return { area: 'cluster', cluster: owner };
    if ((area === 'platform' || area === 'reconciler') && first === 'slipway.yaml' && rest.length === 1)
      return { area: 'cluster-manifests', cluster: owner };
    if (area === 'teams' && first === 'origin.yaml' && rest.length === 1)
      return { area: 'cluster-manifests', cluster: owner };
    if (area === 'platform' && rest.length > 0) return { area: 'add-ons', cluster: owner };
    if (area === 'teams' && name.test(first) && rest.length > 1)
      return { area: 'team-manifests', cluster: owner, team: first };
    if (area === 'runs' && name.test(first)) {
      if (second === 'origin.yaml' && rest.length === 2)
        return { area: 'team-manifests', cluster: owner, team: first };
      if (day.test(second) && yamlFile.test(third) && rest.length === 3)
        return { area: 'runs', cluster: owner, team: first };
    }
  }
  return { area: 'unknown' };
}

/** `<name>.yaml`, or a file in the folder `<name>/` beside it. */
function isIntent([first = '', ...rest]: readonly string[]): boolean {
  return rest.length === 0 ? yamlFile.test(first) : name.test(first);
}

const resultFile = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\.result\.yaml$/;

/** `<name>.result.yaml` */
const isStudyResult = ([first = '', ...rest]: readonly string[]): boolean =>
  rest.length === 0 && resultFile.test(first);

const modelFolder = /^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9_-])?$/;
const modelShard = /^shard-[0-9a-f]{2}$/;

/** `<model>.yaml`, or `<model>/versions-<first>-<last>.yaml`; both also below a shard. */
function isModelFile(path: readonly string[]): boolean {
  const [first = '', ...rest] = modelShard.test(path[0] ?? '') ? path.slice(1) : path;
  if (rest.length === 0) return first.endsWith('.yaml') && modelFolder.test(first.slice(0, -'.yaml'.length));
  return modelFolder.test(first) && rest.length === 1 && /^versions-\d+-\d+\.yaml$/.test(rest[0] ?? '');
}

/** The areas each service writes. Who is not listed writes nothing; `platform` (init and maintenance) writes anywhere. */
const writers: Readonly<Record<string, readonly PathOwner['area'][]>> = {
  'model-registry': ['model'],
  scheduler: ['team', 'job', 'study', 'team-manifests', 'cluster', 'cluster-manifests', 'runs'],
};

/** Areas that also a change without a team may write: setting up a team or a cluster is on nobody's account. */
const sharedAreas: readonly PathOwner['area'][] = ['team', 'team-manifests'];

/** Why a change may not write or delete `path`, or undefined when it may. */
export function ownershipProblem(change: Pick<Change, 'service' | 'team'>, path: string): string | undefined {
  if (change.service === 'platform') return undefined;
  const owner = ownerOf(path);
  const areas = Object.hasOwn(writers, change.service) ? writers[change.service] : undefined;
  if (areas?.includes(owner.area) !== true) {
    return owner.area === 'unknown'
      ? 'the path belongs to nothing that Slipway writes'
      : `${change.service} does not write ${owner.area} paths`;
  }
  if (!('team' in owner) || change.team === owner.team) return undefined;
  if (change.team === undefined && sharedAreas.includes(owner.area)) return undefined;
  return `the path belongs to team ${owner.team}${change.team === undefined ? '' : `, the change to team ${change.team}`}`;
}

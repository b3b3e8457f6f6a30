import { layout } from '@slipway/changes';
import type { Cluster } from '@slipway/resources';
import { renderCluster } from './cluster/render-cluster.ts';
import type { ManifestFile } from './manifest-file.ts';
import { renderTeam, type TeamRequest } from './team/render-team.ts';

/** A file that belongs to a resource: what it must hold, or undefined when it must not be there. */
export interface OwnedFile {
  readonly path: string;
  readonly content: string | undefined;
}

/** All manifests of a team on a cluster; none of them is there when the team may not use the cluster. */
export function teamFiles(request: TeamRequest): readonly OwnedFile[] {
  const { team, cluster } = request;
  const mayUse = team.spec.clusters?.includes(cluster.metadata.name) ?? true;
  return owned(teamPaths(cluster, team.metadata.name), mayUse ? renderTeam(request) : []);
}

/** All manifests of a cluster and of the teams on it, `previous` ones that are no longer needed included. */
export function clusterFiles(
  cluster: Cluster,
  teams: readonly TeamRequest['team'][],
  previous: Cluster | undefined,
): readonly OwnedFile[] {
  const files = [
    ...owned(clusterPaths(cluster), renderCluster(cluster)),
    ...teams.flatMap((team) => teamFiles({ team, cluster })),
  ];
  if (!previous) return files;
  const before = [
    ...clusterPaths(previous),
    ...teams.flatMap(({ metadata }) => teamPaths(previous, metadata.name)),
  ];
  const now = new Set(files.map(({ path }) => path));
  return [
    ...files,
    ...owned(
      before.filter((path) => !now.has(path)),
      [],
    ),
  ];
}

function clusterPaths({ metadata: { name }, spec }: Cluster): readonly string[] {
  if (spec.reconciler === 'local') return [];
  return [layout.clusterPlatform(name), layout.clusterReconciler(name), layout.clusterOrigin(name)];
}

function teamPaths({ metadata: { name }, spec }: Cluster, team: string): readonly string[] {
  const manifests = layout.teamManifests(name, team);
  return spec.reconciler === 'local' ? [manifests] : [manifests, layout.teamOrigin(name, team)];
}

function owned(paths: readonly string[], files: readonly ManifestFile[]): readonly OwnedFile[] {
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  return paths.map((path) => ({ path, content: contents.get(path) }));
}

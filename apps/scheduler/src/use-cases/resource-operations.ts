import { layout, programLayout, type FileOperation } from '@slipway/changes';
import type { ResourceRecord } from '@slipway/ports';
import { renderTeam } from '@slipway/render';
import type { Cluster, SlipwayResource, Team } from '@slipway/resources';
import type { Work } from '../unit-of-work.ts';
import { listAllResources } from './list-all-resources.ts';
import { clusterOf, teamOf } from './resource-documents.ts';

/** What a resource's new generation writes to and deletes from the environment repository, besides runs. */
export async function resourceOperations(
  work: Work,
  resource: SlipwayResource,
  next: Pick<ResourceRecord, 'source' | 'files'>,
  previous: ResourceRecord | undefined,
): Promise<FileOperation[]> {
  switch (resource.kind) {
    case 'Team':
      return [
        write(layout.team(resource.metadata.name), next.source),
        ...(await teamManifests(work, resource)),
      ];
    case 'Cluster':
      return [
        write(layout.cluster(resource.metadata.name), next.source),
        ...(await clusterTeams(work, resource)),
      ];
    case 'Job':
    case 'Study': {
      const { name, team } = resource.metadata;
      const { file, folder } = programLayout(resource.kind, team, name);
      const gone = Object.keys(previous?.files ?? {}).filter((path) => !Object.hasOwn(next.files, path));
      return [
        write(file, next.source),
        ...gone.map((path) => remove(`${folder}/${path}`)),
        ...Object.entries(next.files).map(([path, content]) => write(`${folder}/${path}`, content)),
      ];
    }
  }
}

/** The team's namespace on each cluster that it may use, and nothing on the others. */
async function teamManifests(work: Work, team: Team): Promise<FileOperation[]> {
  const clusters = await listAllResources(work.store, 'Cluster');
  return clusters.map((record) => teamManifest(team, clusterOf(record)));
}

/** The namespaces of all teams that may use the cluster. */
async function clusterTeams(work: Work, cluster: Cluster): Promise<FileOperation[]> {
  const teams = await listAllResources(work.store, 'Team');
  return teams.map((record) => teamManifest(teamOf(record), cluster));
}

function teamManifest(team: Team, cluster: Cluster): FileOperation {
  const name = cluster.metadata.name;
  if (team.spec.clusters?.includes(name) === false)
    return remove(layout.teamManifests(name, team.metadata.name));
  const { path, content } = renderTeam({ team, cluster });
  return write(path, content);
}

const write = (path: string, content: string): FileOperation => ({ op: 'write', path, content });
const remove = (path: string): FileOperation => ({ op: 'delete', path });

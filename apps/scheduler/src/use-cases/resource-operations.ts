import { layout, programLayout, type FileOperation } from '@slipway/changes';
import type { ResourceRecord } from '@slipway/ports';
import { clusterFiles, teamFiles, type OwnedFile } from '@slipway/render';
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
        ...(await clusterManifests(work, resource, previous && clusterOf(previous))),
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

/** What the team needs on each cluster that it may use, and nothing on the others. */
async function teamManifests(work: Work, team: Team): Promise<FileOperation[]> {
  const clusters = await listAllResources(work.store, 'Cluster');
  return clusters.flatMap((record) => teamFiles({ team, cluster: clusterOf(record) }).map(operation));
}

/** What the cluster needs, and all teams that may use it need there. */
async function clusterManifests(
  work: Work,
  cluster: Cluster,
  previous: Cluster | undefined,
): Promise<FileOperation[]> {
  const teams = await listAllResources(work.store, 'Team');
  return clusterFiles(cluster, teams.map(teamOf), previous).map(operation);
}

const write = (path: string, content: string): FileOperation => ({ op: 'write', path, content });
const remove = (path: string): FileOperation => ({ op: 'delete', path });
const operation = ({ path, content }: OwnedFile): FileOperation =>
  content === undefined ? remove(path) : write(path, content);

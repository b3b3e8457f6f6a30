import { resourceEndpoints, type Client, type Resource } from '@slipway/contracts';
import { UnavailableError } from '@slipway/kernel';
import { Cluster } from '@slipway/resources';
import { allPages } from '../../connection/pages.ts';

/** The cluster of this name, or undefined. */
export async function findCluster(
  client: Client,
  name: string,
  signal: AbortSignal,
): Promise<Resource | undefined> {
  const clusters = allPages<Resource>((cursor) =>
    client.call(resourceEndpoints.listClusters, {
      query: { limit: 500, ...(cursor === undefined ? {} : { cursor }) },
      signal,
    }),
  );
  for await (const cluster of clusters) if (cluster.metadata.name === name) return cluster;
  return undefined;
}

/** What a cluster declares. @throws UnavailableError when the server is newer than this command line */
export function declaredCluster({ apiVersion, kind, metadata, spec }: Resource): Cluster {
  const parsed = Cluster.safeParse({ apiVersion, kind, metadata, spec });
  if (parsed.success) return parsed.data;
  throw new UnavailableError(
    'the server has a newer kind of cluster than this slipway knows: take its version',
  );
}

import { resourceEndpoints, type Client, type Resource } from '@slipway/contracts';
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

import { NotFoundError, UnavailableError, systemClock, type Clock } from '@slipway/kernel';
import type { ClusterClient, Logger } from '@slipway/ports';
import { z } from 'zod';
import { ApiConnection, type ConnectionTimeouts } from './connection/api-connection.ts';
import { AlreadyExistsError } from './connection/api-error.ts';
import { inClusterCredentials } from './connection/in-cluster.ts';
import { kubeconfigCredentials } from './connection/kubeconfig.ts';
import { resourcePath } from './connection/resource-path.ts';
import { ObjectFollower, type FollowerSettings } from './follow/object-follower.ts';
import { KubernetesLeases } from './kubernetes-leases.ts';
import { readPodLog } from './read-log.ts';

export interface ClusterClientOptions {
  /** Path of a kubeconfig file; undefined: the service account of the pod that this process runs in. */
  readonly kubeconfig: string | undefined;
  /** Directory of that account's token and authority; default: where Kubernetes mounts them. */
  readonly serviceAccount?: string;
  readonly logger: Logger;
  readonly clock?: Clock;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly timeouts?: ConnectionTimeouts;
  readonly following?: Partial<
    Pick<FollowerSettings, 'pageSize' | 'watchSeconds' | 'watchIdleMs' | 'random'>
  >;
}

const fieldManager = 'slipway';

/** Opens nothing yet: the first request does. @throws InvalidInputError when there is no way to the API server. */
export async function openClusterClient(options: ClusterClientOptions): Promise<ClusterClient> {
  const { kubeconfig, logger, clock = systemClock, environment = process.env } = options;
  const source =
    kubeconfig === undefined
      ? inClusterCredentials({
          environment,
          clock,
          ...(options.serviceAccount !== undefined && { directory: options.serviceAccount }),
        })
      : await kubeconfigCredentials(kubeconfig);
  const connection = new ApiConnection(source, options.timeouts ?? { answerMs: 30_000, idleMs: 60_000 });
  const following: FollowerSettings = {
    pageSize: 500,
    watchSeconds: 300,
    watchIdleMs: 90_000,
    random: Math.random,
    ...options.following,
    clock,
    logger,
  };
  return {
    server: source.server.href,
    version: async () => {
      const found = z
        .object({ gitVersion: z.string() })
        .safeParse(await connection.json({ method: 'GET', path: '/version' }));
      if (found.success) return found.data.gitVersion;
      throw new UnavailableError(`${source.server.href} does not answer as an API server of Kubernetes`);
    },
    follow: (wanted) => new ObjectFollower(connection, wanted, following),
    get: async (type, name, namespace) => {
      try {
        return await connection.json({ method: 'GET', path: resourcePath(type, { namespace, name }) });
      } catch (error) {
        if (error instanceof NotFoundError) return undefined;
        throw error;
      }
    },
    readLog: (log, wanted) => readPodLog(connection, log, wanted),
    apply: (object, { type, force, dryRun }) =>
      connection.json({
        method: 'PATCH',
        path: resourcePath(type, { namespace: object.metadata.namespace, name: object.metadata.name }),
        query: { fieldManager, force: String(force), ...(dryRun && { dryRun: 'All' }) },
        contentType: 'application/apply-patch+yaml', // JSON is YAML
        body: object,
      }),
    create: async (object, type) => {
      try {
        await connection.json({
          method: 'POST',
          path: resourcePath(type, { namespace: object.metadata.namespace }),
          query: { fieldManager },
          body: object,
        });
        return true;
      } catch (error) {
        if (error instanceof AlreadyExistsError) return false;
        throw error;
      }
    },
    leases: (namespace) => new KubernetesLeases({ connection, namespace, clock, logger }),
    close: () => {
      connection.close();
      return Promise.resolve();
    },
  };
}

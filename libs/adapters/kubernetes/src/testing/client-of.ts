import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ClusterClient } from '@slipway/ports';
import { quietLogger, temporaryDirectory } from '@slipway/testing';
import { openClusterClient, type ClusterClientOptions } from '../open-cluster-client.ts';
import type { FakeApiServer } from './fake-api-server.ts';

/** A client of the server by a kubeconfig, which goes when the client is closed. */
export async function clientOf(
  server: FakeApiServer,
  timeouts: NonNullable<ClusterClientOptions['timeouts']> = { answerMs: 5_000, idleMs: 5_000 },
): Promise<ClusterClient> {
  const directory = await temporaryDirectory();
  const kubeconfig = path.join(directory.path, 'kubeconfig');
  await writeFile(kubeconfig, server.kubeconfig());
  const client = await openClusterClient({ kubeconfig, logger: quietLogger, timeouts });
  const close = async (): Promise<void> => {
    await client.close();
    await directory.remove();
  };
  return { ...client, close };
}

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { startDevCluster, type DevCluster } from '@slipway/devcluster';
import { until } from '@slipway/testing';

export const team = 'research';
export const nodeName = 'bench';

/** A real API server and etcd in which nothing happens but what the load writes; it also plays the kubelet that is asked for logs. */
export interface QuietCluster extends AsyncDisposable {
  readonly cluster: DevCluster;
  /** The container of this pod has ended: its log is whole. */
  readonly endLog: (pod: string) => void;
}

/** Starts one on a directory, with the namespaces of the agent and of a team. */
export async function startQuietCluster(directory: string): Promise<QuietCluster> {
  const cluster = await startDevCluster({
    name: 'quiet',
    directory,
    nodes: [{ name: nodeName, idle: true }],
  });
  const logs = new Logs();
  try {
    for (const name of ['slipway-system', team]) {
      await cluster.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      const account = `/api/v1/namespaces/${name}/serviceaccounts/default`;
      await until(
        `${account} is there`,
        async () => (await cluster.admin.get(account)) !== undefined,
        30_000,
      );
    }
    for (const name of ['process-node', 'kube-scheduler', 'kube-controller-manager'])
      await cluster.component(name).stop();
    const kubelet = await startKubelet(path.join(directory, 'keys', `node-${nodeName}`), logs);
    await cluster.admin.patch(`/api/v1/nodes/${nodeName}/status`, {
      status: { daemonEndpoints: { kubeletEndpoint: { Port: (kubelet.address() as AddressInfo).port } } },
    });
    return {
      cluster,
      endLog: (pod) => {
        logs.end(pod);
      },
      async [Symbol.asyncDispose]() {
        kubelet.close();
        kubelet.closeAllConnections();
        await cluster.stop();
      },
    };
  } catch (error) {
    await cluster.kill();
    throw error;
  }
}

/** One line of a container that has ended, silence of one that runs, followed until it ends. */
class Logs {
  readonly #ended = new Set<string>();
  readonly #followed = new Map<string, ServerResponse>();

  answer(pod: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    response.flushHeaders();
    if (this.#ended.has(pod)) response.end(line);
    else {
      this.#followed.set(pod, response);
      response.once('close', () => {
        if (this.#followed.get(pod) === response) this.#followed.delete(pod);
      });
    }
  }

  end(pod: string): void {
    this.#ended.add(pod);
    this.#followed.get(pod)?.end(line);
  }
}

const line = '2026-11-26T21:00:00.000000000Z done\n';

/** Answers for logs with the certificate of the node. */
async function startKubelet(keys: string, logs: Logs): Promise<Server> {
  const [cert, key] = await Promise.all([readFile(`${keys}.crt`), readFile(`${keys}.key`)]);
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const [, pod = ''] = /^\/containerLogs\/[^/]+\/([^/]+)\//.exec(request.url ?? '') ?? [];
    logs.answer(pod, response);
  };
  const server = createServer({ cert, key }, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

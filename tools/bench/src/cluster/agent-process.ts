import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DevCluster } from '@slipway/devcluster';

export interface AgentProcess {
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/**
 * The agent as it runs in a pod: by the token of its account, and with the options of Node that its image has.
 * `SLIPWAY_BENCH_NODE`: more of those, such as `--cpu-prof`.
 */
export async function startAgentProcess(
  cluster: DevCluster,
  options: { readonly url: string; readonly directory: string },
): Promise<AgentProcess> {
  const account = path.join(options.directory, 'account');
  await mkdir(account, { recursive: true, mode: 0o700 });
  await copyFile(path.join(cluster.directory, 'keys', 'authority.crt'), path.join(account, 'ca.crt'));
  await writeFile(path.join(account, 'token'), await tokenOf(cluster), { mode: 0o600 });
  const more = (process.env.SLIPWAY_BENCH_NODE ?? '').split(' ').filter((option) => option !== '');
  const server = new URL(cluster.server);
  const agent = spawn(
    process.execPath,
    [
      ...['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning'],
      ...['--max-semi-space-size=4', ...more],
      path.join(import.meta.dirname, 'agent-in-pod.ts'),
      ...[options.url, path.join(options.directory, 'agent'), account],
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH,
        KUBERNETES_SERVICE_HOST: server.hostname,
        KUBERNETES_SERVICE_PORT: server.port,
      },
    },
  );
  return {
    pid: agent.pid ?? 0,
    async stop() {
      if (agent.exitCode !== null) throw new Error(`the agent has ended with ${String(agent.exitCode)}`);
      agent.kill('SIGTERM');
      await once(agent, 'exit');
    },
  };
}

async function tokenOf({ admin }: DevCluster): Promise<string> {
  await admin.apply({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'bench-agent' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'slipway-system' }],
  });
  const at = '/api/v1/namespaces/slipway-system/serviceaccounts/default/token';
  const { status } = await admin.create<{ readonly status: { readonly token: string } }>(at, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 7_200 },
  });
  return status.token;
}

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { DevCluster } from '@slipway/devcluster';

export interface AgentProcess {
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/**
 * The agent as it runs in a pod: compiled, by the token of its account, and with the options of Node that its chart gives.
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
      ...['--disable-warning=ExperimentalWarning', '--optimize-for-size', '--max-semi-space-size=2', ...more],
      await compiled(),
      ...[options.url, path.join(options.directory, 'agent'), account],
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH,
        MALLOC_ARENA_MAX: '2',
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

/** The agent is compiled in its image: stripping types at run time takes a quarter of its memory. */
async function compiled(): Promise<string> {
  const workspace = path.join(import.meta.dirname, '../../../..');
  await promisify(execFile)(
    process.execPath,
    [path.join(workspace, 'node_modules/typescript/bin/tsc'), '-b', 'tools/bench'],
    { cwd: workspace },
  );
  return path.join(workspace, 'tools/bench/dist/cluster/agent-in-pod.js');
}

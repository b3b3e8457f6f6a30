import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ClusterStatus } from '@slipway/contracts';
import { usePlatform } from './testing/platform-bench.ts';

const bench = usePlatform();
const add = ['cluster', 'add', 'onprem-1', '--provider', 'onprem', '--reconciler', 'flux'];

describe('slipway cluster add', () => {
  it('commits the cluster and says how it is connected', async () => {
    const { code, stdout, stderr } = await bench.cli(...add, '--region', 'basement');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^cluster\/onprem-1 pushed \w+\n$/)]);
    expect(stderr).toContain('slipway cluster bootstrap onprem-1 | kubectl apply --server-side -f -');
    expect(stderr).toContain('which only this machine reaches');
    expect(bench.state.applied.at(-1)).toMatchObject({
      dryRun: false,
      reason: 'cluster onprem-1 was added',
      documents: [
        {
          text: `apiVersion: slipway.dev/v1
kind: Cluster
metadata:
  name: onprem-1
spec:
  provider: onprem
  region: basement
  reconciler: flux
  repository:
    url: ${bench.url}/git/environment.git
    branch: main
`,
        },
      ],
    });
  });

  it('shows what it would write and writes nothing on a dry run', async () => {
    const { code, stdout } = await bench.cli(...add, '--dry-run', '--operator-namespace', 'kueue-system');
    expect(code).toBe(0);
    expect(stdout).toContain('operatorNamespaces:\n    - kueue-system\n');
    expect(bench.state.applied.at(-1)).toMatchObject({ dryRun: true });
  });

  it.each([
    [['--repository-url', 'ftp://x/y'], 3, 'expected an https, http or ssh URL'],
    [
      ['--repository-url', 'https://me:secret@git.example.org/x.git'],
      3,
      'credentials do not belong into a URL',
    ],
  ])('refuses %j', async (more, code, message) => {
    expect(await bench.cli(...add, ...more)).toMatchObject({
      code,
      stderr: expect.stringContaining(message),
    });
    expect(bench.state.applied).toEqual([]);
  });

  it('refuses a cluster that is there', async () => {
    const { code, stderr } = await bench.cli(...add.with(2, 'local'));
    expect([code, stderr]).toEqual([7, expect.stringContaining('there is a cluster local')]);
  });
});

describe('slipway cluster bootstrap', () => {
  const onprem = {
    provider: 'onprem',
    reconciler: 'flux',
    repository: { url: 'https://git.example.org/environment.git' },
  };

  it('prints what an administrator applies, with the given password', async () => {
    bench.state.clusters = bench.state.clusters.map((one) => ({
      ...one,
      metadata: { name: 'onprem-1' },
      spec: onprem,
    }));
    await bench.files({ password: 'a-token\n' });
    const { code, stdout } = await bench.cli(
      ...['cluster', 'bootstrap', 'onprem-1', '--username', 'x-access-token', '--password-file', 'password'],
    );
    expect(code).toBe(0);
    expect(stdout).toContain('username: x-access-token\n  password: a-token\n');
    expect(stdout.match(/^kind: .*$/gm)).toEqual([
      'kind: Namespace',
      'kind: Secret',
      'kind: Secret',
      'kind: ServiceAccount',
      'kind: ClusterRole',
      'kind: ClusterRoleBinding',
      'kind: ServiceAccount',
      'kind: ClusterRole',
      'kind: ClusterRoleBinding',
      'kind: ClusterRole',
      'kind: Role',
      'kind: RoleBinding',
      'kind: GitRepository',
      'kind: Receiver',
      'kind: Kustomization',
      'kind: Kustomization',
      'kind: Kustomization',
    ]);
  });

  it('needs a password where there is no server of this machine to make a token', async () => {
    bench.state.clusters = bench.state.clusters.map((one) => ({
      ...one,
      metadata: { name: 'onprem-1' },
      spec: onprem,
    }));
    expect(await bench.cli('cluster', 'bootstrap', 'onprem-1')).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringContaining('--password-file'),
    });
  });

  it.each([
    ['nowhere', 4, 'there is no cluster nowhere'],
    ['local', 2, 'which needs no bootstrap'],
  ])('refuses %s', async (name, code, message) => {
    expect(await bench.cli('cluster', 'bootstrap', name)).toMatchObject({
      code,
      stderr: expect.stringContaining(message),
    });
  });
});

describe('slipway cluster cordon, uncordon, lost', () => {
  it.each([
    ['cordon', 'cordoned'],
    ['uncordon', 'available'],
    ['lost', 'lost'],
  ])('%s commits that it is %s', async (verb, availability) => {
    const { code, stdout } = await bench.cli('cluster', verb, 'local', '--reason', 'new racks');
    expect([code, stdout]).toEqual([0, expect.stringMatching(`^cluster/local ${availability} \\w+\n$`)]);
    expect(bench.state.applied.at(-1)).toMatchObject({
      reason: 'new racks',
      documents: [{ text: expect.stringContaining(`availability: ${availability}\n`) }],
    });
  });

  it('say that there is no such cluster', async () => {
    expect(await bench.cli('cluster', 'lost', 'nowhere')).toMatchObject({ code: 4 });
  });
});

describe('slipway cluster status', () => {
  const status: ClusterStatus = {
    cluster: 'onprem-1',
    agentVersion: '0.1.0',
    runtime: 'kubernetes',
    version: 'v1.36.3',
    reconciler: {
      kind: 'flux',
      sourceRevision: 'a'.repeat(40),
      appliedRevision: 'a'.repeat(40),
      ready: true,
      message: '',
    },
    nodePools: [
      {
        name: 'gpu',
        nodes: 3,
        ready: 2,
        allocatable: { cpu: 32, memory: 256 * 2 ** 30, 'nvidia.com/gpu': 8 },
        requested: { cpu: 4.5, memory: 2 ** 31, 'nvidia.com/gpu': 6 },
      },
    ],
    problems: [],
    at: '2026-03-01T12:00:00.000Z',
    seenAt: '2026-03-01T12:00:00.000Z',
    seenSecondsAgo: 3,
  };
  beforeEach(() => {
    const onprem = { provider: 'onprem', reconciler: 'flux' };
    const [local] = bench.state.clusters;
    if (local) bench.state.clusters.push({ ...local, metadata: { name: 'onprem-1' }, spec: onprem });
    bench.state.statuses = [status];
  });

  it('shows what each cluster has applied, and which ones never told', async () => {
    expect((await bench.cli('cluster', 'status')).stdout).toBe(
      `NAME      PROVIDER  RECONCILER  FETCHED  APPLIED  NODES  SEEN    HEALTH
local     local     local                                never   not connected
onprem-1  onprem    flux        aaaaaaa  aaaaaaa  2/3    3s ago  healthy
`,
    );
  });

  it('shows the node pools of one', async () => {
    const { stdout } = await bench.cli('cluster', 'status', 'onprem-1');
    expect(stdout).toContain('Kubernetes:  v1.36.3\n');
    expect(stdout).toContain(
      `NODE POOL  READY  CPU        MEMORY                OTHERS
gpu        2/3    4.5 of 32  2.0 GiB of 256.0 GiB  nvidia.com/gpu 6 of 8
`,
    );
  });

  it.each<[string, Partial<ClusterStatus>]>([
    ['silent for 5m', { seenSecondsAgo: 300 }],
    ['the role may not list nodes', { problems: ['the role may not list nodes'] }],
    ['flux is not ready', { reconciler: { kind: 'flux', ready: false, message: '' } }],
    ['applying', { reconciler: { kind: 'flux', ready: true, message: '', sourceRevision: 'b'.repeat(40) } }],
  ])('says the worst that is known: %s', async (health, differs) => {
    bench.state.statuses = [{ ...status, ...differs }];
    const { stdout } = await bench.cli('cluster', 'status', 'onprem-1', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ name: 'onprem-1', health });
  });

  it('refuses a cluster that is not there', async () => {
    expect(await bench.cli('cluster', 'status', 'nowhere')).toMatchObject({ code: 4 });
  });
});

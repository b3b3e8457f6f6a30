import { describe, expect, it } from '@jest/globals';
import { usePlatform } from './testing/platform-bench.ts';

const bench = usePlatform();
const add = ['cluster', 'add', 'onprem-1', '--provider', 'onprem', '--reconciler', 'flux'];

describe('slipway cluster add', () => {
  it('commits the cluster and says how it is connected', async () => {
    const { code, stdout, stderr } = await bench.cli(...add, '--region', 'basement');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^cluster\/onprem-1 pushed \w+\n$/)]);
    expect(stderr).toContain('slipway cluster bootstrap onprem-1 | kubectl apply --server-side -f -');
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

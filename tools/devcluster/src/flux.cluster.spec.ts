import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@slipway/testing';
import type { ApiClient, KubernetesObject } from './api/api-client.ts';
import { clusterUnderTest, type ClusterUnderTest } from './cluster-under-test.ts';
import type { DevCluster } from './dev-cluster.ts';
import { startGitServer, type GitServer } from './testing/git-server.ts';
import { newNamespace, podsWith, type PodCondition } from './testing/pods.ts';
import { jobManager, sampleJob } from './testing/sample-job.ts';

const describeLocally = (process.env.KUBECONFIG ?? '') === '' ? describe : describe.skip;
const namespace = 'slipway-system';

describeLocally('Flux on a cluster', () => {
  let underTest: ClusterUnderTest | undefined;
  let cluster: DevCluster;
  let client: ApiClient;
  let git: GitServer;

  beforeAll(async () => {
    git = await startGitServer();
    underTest = await clusterUnderTest({ nodes: [{ name: 'one' }], reconcilers: ['flux'] });
    if (!underTest.started) throw new Error('a cluster is started when KUBECONFIG is empty');
    cluster = underTest.started;
    client = cluster.admin;
    await newNamespace(client, namespace);
    await newNamespace(client, 'vision');
  }, 3_600_000);
  afterAll(async () => {
    await underTest?.[Symbol.asyncDispose]();
    await git[Symbol.asyncDispose]();
  });

  const kustomization = (name: string, path: string, serviceAccountName: string): KubernetesObject => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace },
    spec: {
      interval: '1m',
      retryInterval: '2s',
      path,
      prune: true,
      serviceAccountName,
      sourceRef: { kind: 'GitRepository', name: 'environment' },
    },
  });
  const readyOf = async (name: string): Promise<PodCondition | undefined> => {
    const found = await client.get<{ readonly status?: { readonly conditions?: readonly PodCondition[] } }>(
      `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/${name}`,
    );
    return found?.status?.conditions?.find(({ type }) => type === 'Ready');
  };

  it('brings a commit into the cluster as a service account, and prunes what a later commit removes', async () => {
    for (const object of jobManager('vision', { name: 'vision', namespace })) await client.apply(object);
    await git.push({ 'runs/train.yaml': sampleJob('vision', 'train') });
    await client.apply({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata: { name: 'environment', namespace },
      spec: { interval: '2s', url: git.url, ref: { branch: 'main' } },
    });
    await client.apply(kustomization('runs', './runs', 'vision'));
    await until(
      'the pod of the committed Job has succeeded',
      async () => (await podsWith(client, 'vision', 'app=train'))[0]?.status.phase === 'Succeeded',
      90_000,
    );
    await git.push({ 'runs/train.yaml': undefined, 'runs/other.yaml': sampleJob('vision', 'other') });
    await until(
      'the Job is pruned',
      async () => (await client.get('/apis/batch/v1/namespaces/vision/jobs/train')) === undefined,
      90_000,
    );
  });

  it('applies nothing that the service account may not', async () => {
    await git.push({ 'hostile/job.yaml': sampleJob('default', 'hostile') });
    await client.apply(kustomization('hostile', './hostile', 'vision'));
    const refusal = await until(
      'the Kustomization has failed',
      async () => {
        const ready = await readyOf('hostile');
        return ready?.message?.includes('forbidden') === true ? ready.message : undefined;
      },
      90_000,
    );
    expect(refusal).toContain(`system:serviceaccount:${namespace}:vision`);
    expect(await client.get('/apis/batch/v1/namespaces/default/jobs/hostile')).toBeUndefined();
  });

  it('goes on when its controllers are killed', async () => {
    for (const name of ['source-controller', 'kustomize-controller']) {
      await cluster.component(name).kill();
      await cluster.component(name).start();
    }
    await git.push({ 'runs/after.yaml': sampleJob('vision', 'after') });
    await until(
      'the pod of the committed Job has succeeded',
      async () => (await podsWith(client, 'vision', 'app=after'))[0]?.status.phase === 'Succeeded',
      120_000,
    );
    expect((await readyOf('runs'))?.status).toBe('True');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@slipway/testing';
import type { ApiClient, KubernetesObject } from './api/api-client.ts';
import { clusterUnderTest, type ClusterUnderTest } from './cluster-under-test.ts';
import type { DevCluster } from './dev-cluster.ts';
import { startGitServer, type GitServer } from './testing/git-server.ts';
import { newNamespace, podsWith } from './testing/pods.ts';
import { jobManager, sampleJob } from './testing/sample-job.ts';

const describeLocally = (process.env.KUBECONFIG ?? '') === '' ? describe : describe.skip;
const namespace = 'argocd';

interface Application {
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revision: string };
    readonly operationState?: {
      readonly syncResult?: { readonly resources?: readonly { readonly message: string }[] };
    };
  };
}

describeLocally('Argo CD on a cluster', () => {
  let underTest: ClusterUnderTest | undefined;
  let cluster: DevCluster;
  let client: ApiClient;
  let git: GitServer;

  beforeAll(async () => {
    git = await startGitServer();
    underTest = await clusterUnderTest({ nodes: [{ name: 'one' }], reconcilers: ['argocd'] });
    if (!underTest.started) throw new Error('a cluster is started when KUBECONFIG is empty');
    cluster = underTest.started;
    client = cluster.admin;
    await newNamespace(client, 'vision');
    await client.patch(`/api/v1/namespaces/${namespace}/configmaps/argocd-cm`, {
      data: { 'application.sync.impersonation.enabled': 'true' },
    });
    for (const object of jobManager('vision', { name: 'vision', namespace: 'vision' }))
      await client.apply(object);
    await client.apply({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: { name: 'vision', namespace },
      spec: {
        sourceRepos: [git.url],
        destinations: [{ server: 'https://kubernetes.default.svc', namespace: '*' }],
        destinationServiceAccounts: [
          {
            server: 'https://kubernetes.default.svc',
            namespace: '*',
            defaultServiceAccount: 'vision:vision',
          },
        ],
      },
    });
  }, 3_600_000);
  afterAll(async () => {
    await underTest?.[Symbol.asyncDispose]();
    await git[Symbol.asyncDispose]();
  });

  const application = (name: string, path: string): KubernetesObject => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace },
    spec: {
      project: 'vision',
      source: { repoURL: git.url, targetRevision: 'main', path },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'vision' },
      syncPolicy: { automated: { prune: true, selfHeal: true, allowEmpty: true } },
    },
  });
  const pathOf = (name: string): string =>
    `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/applications/${name}`;
  const jobSucceeded = (name: string) => async (): Promise<boolean> =>
    (await podsWith(client, 'vision', `app=${name}`))[0]?.status.phase === 'Succeeded';

  it('brings a commit into the cluster as a service account, and prunes what a later commit removes', async () => {
    await git.push({ 'runs/train.yaml': sampleJob('vision', 'train') });
    await client.apply(application('runs', 'runs'));
    await until('the pod of the committed Job has succeeded', jobSucceeded('train'), 120_000);
    await git.push({ 'runs/train.yaml': undefined, 'runs/other.yaml': sampleJob('vision', 'other') });
    await until(
      'the Job is pruned',
      async () => (await client.get('/apis/batch/v1/namespaces/vision/jobs/train')) === undefined,
      120_000,
    );
  });

  it('applies nothing that the service account may not', async () => {
    await git.push({ 'hostile/job.yaml': sampleJob('default', 'hostile') });
    await client.apply(application('hostile', 'hostile'));
    const refusal = await until(
      'the sync has failed',
      async () => {
        const found = await client.get<Application>(pathOf('hostile'));
        const results = found?.status?.operationState?.syncResult?.resources ?? [];
        return results.find(({ message }) => message.includes('forbidden'))?.message;
      },
      120_000,
    );
    expect(refusal).toContain('system:serviceaccount:vision:vision');
    expect(await client.get('/apis/batch/v1/namespaces/default/jobs/hostile')).toBeUndefined();
  });

  it('makes Applications of an ApplicationSet over folders of the repository', async () => {
    const revision = await git.push({ 'teams/a/job.yaml': sampleJob('vision', 'of-team') });
    const template = application('{{ .path.basename }}', '{{ .path.path }}');
    await client.apply({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      metadata: { name: 'teams', namespace },
      spec: {
        goTemplate: true,
        generators: [
          {
            git: {
              repoURL: git.url,
              revision: 'main',
              requeueAfterSeconds: 5,
              directories: [{ path: 'teams/*' }],
            },
          },
        ],
        template: { metadata: { name: 'team-{{ .path.basename }}' }, spec: template.spec },
      },
    });
    await until('the pod of the committed Job has succeeded', jobSucceeded('of-team'), 120_000);
    const synced = await until(
      'the Application is synced',
      async () => {
        const found = await client.get<Application>(pathOf('team-a'));
        return found?.status?.sync?.status === 'Synced' ? found : undefined;
      },
      60_000,
    );
    expect(synced.status?.sync?.revision).toBe(revision);
  });

  it('goes on when its controller is killed', async () => {
    for (const name of ['argocd-application-controller', 'argocd-repo-server']) {
      await cluster.component(name).kill();
      await cluster.component(name).start();
    }
    await git.push({ 'runs/after.yaml': sampleJob('vision', 'after') });
    await until('the pod of the committed Job has succeeded', jobSucceeded('after'), 120_000);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clusterUnderTest, type ClusterUnderTest } from '@slipway/devcluster';
import { refusedSecrets } from '@slipway/kubernetes/testing';
import {
  accessSecret,
  clusterFiles,
  renderAttempt,
  renderBootstrap,
  scaleAttempt,
  type AccessSecret,
  type ManifestFile,
} from '@slipway/render';
import { until } from '@slipway/testing';
import { ClusterApi, type KubernetesObject } from './testing/cluster-api.ts';
import { account, administrator, member } from './testing/identities.ts';
import { isKubernetesOwn, objectsIn } from './testing/objects.ts';
import { sampleCluster, sampleJob, sampleTeam } from './testing/sample-cluster.ts';

const bare = sampleCluster('flux', 'https://git.example.org/environment.git');
const gateway = { name: 'public', namespace: 'gateways', domain: 'preview.example.org' };
const cluster = { ...bare, spec: { ...bare.spec, gateway } };
const teams = ['vision', 'speech'].map((name) => sampleTeam(name));
const credentials = { username: 'git', password: 'none', wakeToken: 'none' };

let running: ClusterUnderTest;
let admin: ClusterApi;

/** What the reconciler applies as the platform's account: namespaces first, as reconcilers do. */
function platformObjects(): readonly KubernetesObject[] {
  const objects = clusterFiles(cluster, teams, undefined)
    .flatMap(({ content }) => objectsIn(content ?? ''))
    .filter(isKubernetesOwn)
    .filter(({ metadata }) => metadata.name !== 'slipway-origin' || metadata.namespace === 'slipway-system');
  return objects.toSorted(
    (left, right) => Number(right.kind === 'Namespace') - Number(left.kind === 'Namespace'),
  );
}

const attemptFile = (team: string, run: string, spec: string): ManifestFile =>
  renderAttempt({
    job: sampleJob(team, run, spec),
    files: [],
    cluster,
    run: `${run}-0123abcd`,
    epoch: 1,
    day: '2026-11-24',
  });

/** The manifest of a run's first attempt. */
const attempt = (
  team: string,
  run: string,
  spec = '  command: [sleep, "600"]',
): readonly KubernetesObject[] => objectsIn(attemptFile(team, run, spec).content);

const jobsOf = (namespace: string): string => `/apis/batch/v1/namespaces/${namespace}/jobs`;

/** Applies a run as the reconciler does in the name of its team. */
async function applied(team: string, run: string, spec?: string): Promise<string> {
  for (const object of attempt(team, run, spec)) await admin.as(account(`team-${team}`)).apply(object);
  return `${run}-0123abcd-1`;
}

interface Elastic {
  readonly metadata: { readonly name: string };
  readonly status?: { readonly active?: number };
}

interface Event {
  readonly reason: string;
  readonly message: string;
  readonly involvedObject: { readonly name: string };
}

/** The message of an event of the object. */
const told = (namespace: string, name: string, reason: string): Promise<string> =>
  until(`an event ${reason} of ${name}`, async () => {
    const events = await admin.list<Event>(`/api/v1/namespaces/${namespace}/events`);
    return events.find((event) => event.involvedObject.name === name && event.reason === reason)?.message;
  });

beforeAll(async () => {
  running = await clusterUnderTest();
  admin = await ClusterApi.open(running.kubeconfig);
  for (const object of objectsIn(renderBootstrap(cluster, credentials)).filter(isKubernetesOwn))
    await admin.apply(object);
  const platform = admin.as(account('slipway-platform'));
  for (const object of platformObjects()) await platform.apply(object);
  // The API server takes a moment to enforce a policy that is new.
  await until('the policy is enforced', async () => {
    const made = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'probe', namespace: 'vision' } };
    return admin
      .as(administrator)
      .apply(made, { dryRun: true })
      .then(
        () => false,
        () => true,
      );
  });
}, 900_000);

afterAll(async () => {
  admin.close();
  await running[Symbol.asyncDispose]();
});

describe('the account of the platform', () => {
  it('may apply everything that a cluster and its teams need, with no other right than those of the bootstrap', async () => {
    const platform = admin.as(account('slipway-platform'));
    for (const object of platformObjects()) await platform.apply(object);
    const namespaces = await admin.list('/api/v1/namespaces?labelSelector=slipway.dev/team');
    expect(namespaces.map(({ metadata }) => metadata.name).sort()).toEqual(['speech', 'vision']);
  });

  it('finds its policy understood: each expression fits the types that it judges', async () => {
    interface Policy {
      readonly metadata: { readonly generation: number };
      readonly status?: { readonly observedGeneration?: number; readonly typeChecking?: object };
    }
    const policy = await until('the policy is checked', async () => {
      const found = await admin.get<Policy>(
        '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/slipway-desired-state',
      );
      return found?.status?.observedGeneration === found?.metadata.generation && found;
    });
    expect(policy.status?.typeChecking).toEqual({});
  });
});

describe('a run of a team', () => {
  it('that serves has a Service by the account of the team, where the cluster has a gateway', async () => {
    const objects = attempt(
      'vision',
      'serving',
      '  command: [sleep, "600"]\n  serves: { port: 8080, host: app.vision.preview.example.org }',
    ).filter(isKubernetesOwn);
    for (const object of objects) await admin.as(account('team-vision')).apply(object);
    expect(objects.map(({ kind }) => kind)).toEqual(['Service', 'Job']);
    const services = await admin.list('/api/v1/namespaces/vision/services');
    expect(services.map(({ metadata }) => metadata.name)).toEqual(['serving-0123abcd-1']);
  });

  it('is applied as the team, and gets its pods', async () => {
    const name = await applied('vision', 'plain');
    const pods = await until('a pod', async () => {
      const found = await admin.list(
        `/api/v1/namespaces/vision/pods?labelSelector=slipway.dev/attempt=${name}`,
      );
      return found.length > 0 && found;
    });
    expect(pods[0]?.metadata.labels).toMatchObject({ 'slipway.dev/team': 'vision' });
  });

  it('gets more and fewer pods while it runs, by another number of replicas in git', async () => {
    const team = admin.as(account('team-vision'));
    const committed = attemptFile(
      'vision',
      'elastic',
      '  command: [sleep, "600"]\n  replicas: 2\n  resources: { cpu: 100m, memory: 64Mi }',
    );
    for (const replicas of [2, 3, 1]) {
      for (const object of objectsIn(scaleAttempt(committed, replicas).content)) await team.apply(object);
      await until(`${String(replicas)} replicas are at work`, async () => {
        const jobs = await admin.list<Elastic>(jobsOf('vision'));
        return (
          jobs.find(({ metadata }) => metadata.name === 'elastic-0123abcd-1')?.status?.active === replicas
        );
      });
    }
  });

  it('is removed as the team when git no longer has it', async () => {
    const name = await applied('vision', 'gone');
    await admin.as(account('team-vision')).delete(`${jobsOf('vision')}/${name}`);
    await until('it is gone', async () => (await admin.get(`${jobsOf('vision')}/${name}`)) === undefined);
  });

  it('waits when it asks for more accelerators than the quota has, and says so', async () => {
    const name = await applied(
      'vision',
      'greedy',
      '  command: [train]\n  resources: { accelerators: { type: nvidia, count: 3 } }',
    );
    expect(await told('vision', name, 'FailedCreate')).toContain('exceeded quota: slipway-team');
  });
});

describe('nobody', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['delete a run by hand', () => admin.as(administrator).delete(`${jobsOf('vision')}/kept-0123abcd-1`)],
    [
      'change a run by hand',
      () =>
        admin.as(administrator).patch(`${jobsOf('vision')}/kept-0123abcd-1`, {
          metadata: { labels: { 'slipway.dev/run': 'other' } },
        }),
    ],
    ['start a run by hand', () => admin.as(administrator).apply(attempt('vision', 'byhand')[0] ?? fail())],
    [
      'put anything beside it',
      () =>
        admin.as(administrator).create('/api/v1/namespaces/vision/configmaps', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'x' },
        }),
    ],
  ])('may %s, administrators included', async (_what, act) => {
    await applied('vision', 'kept');
    await expect(act()).rejects.toThrow('this namespace holds what the environment repository says');
    expect(await admin.get(`${jobsOf('vision')}/kept-0123abcd-1`)).toBeDefined();
  });
});

const fail = (): never => {
  throw new TypeError('the attempt has no object');
};

describe('the account of a team', () => {
  const labels = { 'app.kubernetes.io/managed-by': 'slipway', 'slipway.dev/team': 'vision' };
  const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
  const role = (kind: 'Role' | 'ClusterRole', namespace?: string): KubernetesObject => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name: 'all', labels, ...(namespace === undefined ? {} : { namespace }) },
    rules,
  });
  const core = (kind: string, more: object = {}): KubernetesObject => ({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'x', namespace: 'vision', labels },
    ...more,
  });

  it.each<[string, () => KubernetesObject]>([
    ['a run of another team', () => attempt('speech', 'stolen')[0] ?? fail()],
    ['a role', () => role('Role', 'vision')],
    ['a role of the whole cluster', () => role('ClusterRole')],
    [
      'a binding to a role that is there',
      () => ({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'x', namespace: 'vision', labels },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
        subjects: [{ kind: 'ServiceAccount', namespace: 'vision', name: 'default' }],
      }),
    ],
    ['a secret', () => core('Secret', { stringData: { a: 'b' } })],
    ['a service account', () => core('ServiceAccount')],
    ['a pod', () => core('Pod', { spec: { containers: [{ name: 'main', image: 'x' }] } })],
    ['a namespace', () => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'mine' } })],
    [
      'a namespace with less security',
      () => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'vision', labels: {} } }),
    ],
    ['a quota', () => core('ResourceQuota', { spec: { hard: { pods: '1000' } } })],
  ])('is refused %s', async (_what, object) => {
    await expect(admin.as(account('team-vision')).apply(object())).rejects.toMatchObject({ status: 403 });
  });

  it('is refused what Slipway did not render', async () => {
    const map = { ...core('ConfigMap'), metadata: { name: 'x', namespace: 'vision' } };
    await expect(admin.as(account('team-vision')).apply(map)).rejects.toThrow('did not render');
  });

  it('gets no pod that reaches into its node', async () => {
    const [rendered = fail()] = attempt('vision', 'escape');
    const spec = structuredClone(rendered.spec) as { template: { spec: Record<string, unknown> } };
    spec.template.spec.volumes = [{ name: 'host', hostPath: { path: '/' } }];
    await admin.as(account('team-vision')).apply({ ...rendered, spec });
    expect(await told('vision', 'escape-0123abcd-1', 'FailedCreate')).toContain(
      'violates PodSecurity "restricted',
    );
  });
});

describe('the account of the agent', () => {
  const agent = (): ClusterApi => admin.as(account('slipway-agent'));
  const secretsOf = (namespace: string): string => `/api/v1/namespaces/${namespace}/secrets`;

  /** What it makes for the Job of a run. */
  async function secretOf(name: string): Promise<AccessSecret> {
    const uid = (await admin.get(`${jobsOf('vision')}/${name}`))?.metadata.uid ?? fail();
    const variables = { SLIPWAY_URL: 'https://slipway.example.org', MLFLOW_RUN_ID: '7' };
    return accessSecret({ attempt: name, team: 'vision', job: uid, variables });
  }

  it('creates the Secret with the access of an attempt, once, and it goes with its Job', async () => {
    const name = await applied('vision', 'given');
    const secret = await secretOf(name);
    await agent().create(secretsOf('vision'), secret);
    await expect(agent().create(secretsOf('vision'), secret)).rejects.toMatchObject({ status: 409 });
    await admin.as(account('team-vision')).delete(`${jobsOf('vision')}/${name}`);
    const place = `${secretsOf('vision')}/${name}-access`;
    await until('the Secret is gone', async () => (await admin.get(place)) === undefined);
  });

  it.each(Object.entries(refusedSecrets))('is refused a Secret %s', async (_what, change) => {
    const secret = await secretOf(await applied('vision', 'refused'));
    await expect(agent().create(secretsOf('vision'), change(secret))).rejects.toMatchObject({ status: 403 });
  });

  it('reads, changes and deletes no Secret, and creates none where no team is', async () => {
    const name = await applied('vision', 'closed');
    const secret = await secretOf(name);
    await agent().create(secretsOf('vision'), secret);
    const place = `${secretsOf('vision')}/${name}-access`;
    for (const act of [
      () => agent().list(secretsOf('vision')),
      () => agent().get(place),
      () => agent().patch(place, { metadata: { labels: { other: 'label' } } }),
      () => agent().delete(place),
      () => agent().create(secretsOf('default'), { ...secret, metadata: { name: 'closed' } }),
    ])
      await expect(act()).rejects.toMatchObject({ status: 403 });
  });

  it('changes nothing else', async () => {
    const name = await applied('vision', 'untouched');
    const made = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };
    for (const act of [
      () => agent().create('/api/v1/namespaces/vision/configmaps', made),
      () => agent().patch(`${jobsOf('vision')}/${name}`, { spec: { suspend: true } }),
      () => agent().delete(`${jobsOf('vision')}/${name}`),
    ])
      await expect(act()).rejects.toMatchObject({ status: 403 });
  });
});

describe('somebody of a team', () => {
  const alice = (): ClusterApi => admin.as(member('vision'));

  it('sees the runs of the team, and those of no other', async () => {
    const name = await applied('vision', 'seen');
    const seen = await alice().list(jobsOf('vision'));
    expect(seen.map(({ metadata }) => metadata.name)).toContain(name);
    await expect(alice().list(jobsOf('speech'))).rejects.toMatchObject({ status: 403 });
    await expect(alice().list('/apis/batch/v1/jobs')).rejects.toMatchObject({ status: 403 });
  });

  it('reads no secrets, and changes nothing', async () => {
    await expect(alice().list('/api/v1/namespaces/vision/secrets')).rejects.toMatchObject({ status: 403 });
    const [rendered = fail()] = attempt('vision', 'own');
    await expect(alice().apply(rendered)).rejects.toMatchObject({ status: 403 });
  });
});

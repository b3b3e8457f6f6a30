import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@slipway/testing';
import type { ApiClient, KubernetesObject } from './api/api-client.ts';
import { clusterUnderTest, type ClusterUnderTest } from './cluster-under-test.ts';
import type { DevCluster } from './dev-cluster.ts';
import {
  logWith,
  newNamespace,
  pod,
  podEnded,
  podGone,
  podPath,
  podRuns,
  podWhen,
  podsWith,
  script,
} from './testing/pods.ts';

const gpu = { resources: { limits: { 'nvidia.com/gpu': '2' } } };

// What is tested is the process node itself: an existing cluster has none.
const describeLocally = (process.env.KUBECONFIG ?? '') === '' ? describe : describe.skip;

describeLocally('a process node', () => {
  let underTest: ClusterUnderTest | undefined;
  let cluster: DevCluster;
  let client: ApiClient;

  beforeAll(async () => {
    underTest = await clusterUnderTest({
      nodes: [
        { name: 'one', imageFiles: { 'tools:1': { '/opt/made/up': import.meta.dirname } } },
        { name: 'two' },
        { name: 'gpu', capacity: { cpu: '100m', 'nvidia.com/gpu': '2' }, zone: 'eu-1a' },
        {
          name: 'idle',
          capacity: { pods: '500' },
          idle: true,
          taints: [{ key: 'idle', effect: 'NoSchedule' }],
        },
      ],
      nodeMonitorGraceSeconds: 10,
      unreachableTolerationSeconds: 2,
    });
    if (!underTest.started) throw new Error('a cluster is started when KUBECONFIG is empty');
    cluster = underTest.started;
    client = cluster.admin;
  }, 1_800_000);
  afterAll(async () => {
    await underTest?.[Symbol.asyncDispose]();
  });

  it('runs init containers, then containers, and tells how they ended and what they said', async () => {
    const namespace = await newNamespace(client, 'exits');
    const shared = {
      volumeMounts: [{ name: 'work', mountPath: '/slipway/work' }],
      workingDir: '/slipway/work',
    };
    await client.apply(
      pod(
        namespace,
        'exits',
        { ...script('cat prepared; echo told >&2; exit 3'), ...shared },
        {
          initContainers: [
            { name: 'prepare', image: 'none', ...script('echo by-init > prepared'), ...shared },
          ],
          volumes: [{ name: 'work', emptyDir: {} }],
        },
      ),
    );
    const { status } = await podEnded(client, namespace, 'exits');
    expect(status.phase).toBe('Failed');
    expect(status.containerStatuses?.[0]?.state.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
    const log = await client.text(`${podPath(namespace, 'exits')}/log`);
    expect(log.trim().split('\n').sort()).toEqual(['by-init', 'told']);
    expect(await client.text(`${podPath(namespace, 'exits')}/log?tailLines=1&timestamps=true`)).toMatch(
      /^\d{4}-\d\d-\d\dT[^ ]+Z (told|by-init)\n$/,
    );
  });

  it('gives containers their variables, volumes, user and service account', async () => {
    const namespace = await newNamespace(client, 'surroundings');
    await client.apply({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace },
      data: { rate: '0.1' },
    });
    await client.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'login', namespace },
      stringData: { token: 'hidden' },
    });
    const token = '/var/run/secrets/kubernetes.io/serviceaccount';
    await client.apply(
      pod(
        namespace,
        'surroundings',
        {
          command: ['/bin/sh', '-c'],
          args: [
            `cat /etc/settings/rate; echo; echo "$TOKEN $INDEX $(GREETING) $LIMIT"; id -u; id -G; pwd; echo $$$$; ` +
              `cat ${token}/namespace; echo; test -s ${token}/token && test -s ${token}/ca.crt && echo account; ` +
              `touch /etc/settings/x 2>/dev/null || echo read-only; ls /tmp | wc -l; touch /tmp/mine && echo done`,
          ],
          workingDir: '/made/for/it',
          env: [
            { name: 'GREETING', value: 'hello' },
            { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'login', key: 'token' } } },
            {
              name: 'INDEX',
              valueFrom: {
                fieldRef: { fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']" },
              },
            },
            { name: 'LIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
          ],
          resources: { limits: { memory: '64Mi' } },
          volumeMounts: [{ name: 'settings', mountPath: '/etc/settings', readOnly: true }],
        },
        {
          securityContext: { runAsUser: 1234, runAsGroup: 1234, fsGroup: 2345, runAsNonRoot: true },
          volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
        },
      ),
    );
    await podEnded(client, namespace, 'surroundings');
    expect((await client.text(`${podPath(namespace, 'surroundings')}/log`)).trim().split('\n')).toEqual([
      '0.1',
      'hidden  hello 64',
      '1234',
      '1234 2345',
      '/made/for/it',
      '1',
      namespace,
      'account',
      'read-only',
      '0',
      'done',
    ]);
  });

  it('shows files of this machine where an image has them, in containers of that image alone', async () => {
    const namespace = await newNamespace(client, 'images');
    const look = script('ls /opt/made/up/index.ts; touch /opt/made/up/x || echo read-only; exit 0');
    const on = { nodeSelector: { 'kubernetes.io/hostname': 'one' } };
    for (const image of ['tools:1', 'none'])
      await client.apply(pod(namespace, image.split(':')[0] ?? '', { ...look, image }, on));
    const logOf = async (name: string): Promise<string> => {
      await podEnded(client, namespace, name);
      return client.text(`${podPath(namespace, name)}/log`);
    };
    expect(await logOf('tools')).toMatch(/^\/opt\/made\/up\/index\.ts$[^]*^read-only$/m);
    expect(await logOf('none')).toMatch(/cannot access '\/opt\/made\/up\/index\.ts'/);
  });

  it('waits for a Secret that variables come from, unless that is optional', async () => {
    const namespace = await newNamespace(client, 'env-from');
    const shown = (name: string, optional: boolean): KubernetesObject =>
      pod(namespace, name, {
        ...script('echo "${TOKEN:-none}"'),
        envFrom: [{ secretRef: { name: 'later', optional } }],
      });
    await client.apply(shown('optional', true));
    expect((await podEnded(client, namespace, 'optional')).status.phase).toBe('Succeeded');
    await client.apply(shown('required', false));
    const { status } = await podWhen(client, namespace, 'required', 'waits', (waiting) =>
      Boolean(waiting.status.containerStatuses?.[0]?.state.waiting?.message),
    );
    expect(status.containerStatuses?.[0]?.state.waiting).toMatchObject({
      reason: 'CreateContainerConfigError',
      message: expect.stringContaining('"later" not found') as unknown,
    });
    await client.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'later', namespace },
      stringData: { TOKEN: 'hidden' },
    });
    await podEnded(client, namespace, 'required');
    expect(await client.text(`${podPath(namespace, 'required')}/log`)).toBe('hidden\n');
    expect(await client.text(`${podPath(namespace, 'optional')}/log`)).toBe('none\n');
  });

  it('says that a pod runs when each of its containers has begun', async () => {
    const namespace = await newNamespace(client, 'begins');
    const main = { name: 'main', image: 'none', ...script('sleep 600') };
    const envFrom = [{ secretRef: { name: 'later' } }];
    await client.apply(
      pod(namespace, 'begins', {}, { containers: [main, { ...main, name: 'second', envFrom }] }),
    );
    const { status } = await podWhen(client, namespace, 'begins', 'begins', (begins) => {
      const [first, second] = begins.status.containerStatuses ?? [];
      return Boolean(first?.state.running && second?.state.waiting?.message);
    });
    expect(status.phase).toBe('Pending');
    await client.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'later', namespace } });
    await podRuns(client, namespace, 'begins');
  });

  it('follows a log until the container has ended', async () => {
    const namespace = await newNamespace(client, 'follows');
    const waits = 'echo first; until test -e /shared/go; do sleep 0.1; done; echo second';
    const volumes = [{ name: 'shared', emptyDir: {} }];
    const volumeMounts = [{ name: 'shared', mountPath: '/shared' }];
    await client.apply(
      pod(
        namespace,
        'follows',
        { ...script(waits), volumeMounts },
        {
          volumes,
          containers: [
            { name: 'main', image: 'none', ...script(waits), volumeMounts },
            { name: 'opener', image: 'none', ...script('sleep 1; touch /shared/go'), volumeMounts },
          ],
        },
      ),
    );
    await podRuns(client, namespace, 'follows');
    expect(await client.text(`${podPath(namespace, 'follows')}/log?container=main&follow=true`)).toBe(
      'first\nsecond\n',
    );
  });

  it('asks a deleted pod to end, and kills what does not end in its grace period', async () => {
    const namespace = await newNamespace(client, 'deletion');
    await client.apply(
      pod(
        namespace,
        'polite',
        script('trap "echo asked; exit 0" TERM; echo up; while :; do sleep 0.1; done'),
        {
          terminationGracePeriodSeconds: 60,
        },
      ),
    );
    await client.apply(pod(namespace, 'deaf', script('trap "" TERM; echo up; while :; do sleep 0.1; done')));
    for (const name of ['polite', 'deaf']) await logWith(client, namespace, name, 'up');
    const following = client.text(`${podPath(namespace, 'polite')}/log?follow=true`);
    for (const name of ['polite', 'deaf']) await client.remove(podPath(namespace, name));
    expect(await following).toBe('up\nasked\n');
    for (const name of ['polite', 'deaf']) await podGone(client, namespace, name);
  });

  it('starts containers again as the restart policy wants', async () => {
    const namespace = await newNamespace(client, 'restarts');
    const counts = 'echo x >> /shared/starts; test $(wc -l < /shared/starts) -ge 2';
    await client.apply(
      pod(
        namespace,
        'restarts',
        { ...script(counts), volumeMounts: [{ name: 'shared', mountPath: '/shared' }] },
        { restartPolicy: 'OnFailure', volumes: [{ name: 'shared', emptyDir: {} }] },
      ),
    );
    const { status } = await podEnded(client, namespace, 'restarts');
    expect(status).toMatchObject({ phase: 'Succeeded', containerStatuses: [{ restartCount: 1 }] });
  });

  it('leaves a pod that asks for GPUs waiting while none is free', async () => {
    const namespace = await newNamespace(client, 'gpus');
    await client.apply(pod(namespace, 'first', { ...script('echo up; sleep 1000'), ...gpu }));
    await podRuns(client, namespace, 'first');
    await client.apply(pod(namespace, 'second', { ...script('echo up; sleep 1000'), ...gpu }));
    const waiting = await podWhen(client, namespace, 'second', 'is unschedulable', ({ status }) =>
      Boolean(status.conditions?.some(({ reason }) => reason === 'Unschedulable')),
    );
    expect(waiting.status.conditions?.find(({ type }) => type === 'PodScheduled')?.message).toContain(
      'Insufficient nvidia.com/gpu',
    );
    await client.remove(podPath(namespace, 'first'));
    expect((await podRuns(client, namespace, 'second')).spec.nodeName).toBe('gpu');
  });

  it('ends processes with a lost node: its Job makes another pod elsewhere, and the old one never runs again', async () => {
    const namespace = await newNamespace(client, 'loss');
    const selector = { 'kubernetes.io/hostname': 'one' };
    const preferred = {
      weight: 1,
      preference: { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['one'] }] },
    };
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'train', namespace },
      spec: {
        backoffLimit: 3,
        template: {
          metadata: { labels: { app: 'train' } },
          spec: {
            restartPolicy: 'Never',
            affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [preferred] } },
            containers: [{ name: 'main', image: 'none', ...script('echo up; sleep 1000') }],
          },
        },
      },
    };
    await client.apply(job);
    const first = await until(
      'a pod of the Job runs',
      async () =>
        (await podsWith(client, namespace, 'app=train')).find(({ status }) => status.phase === 'Running'),
      60_000,
    );
    expect(first.spec.nodeName).toBe(selector['kubernetes.io/hostname']);

    await cluster.loseNode('one');
    const second = await until(
      'another pod of the Job runs',
      async () =>
        (await podsWith(client, namespace, 'app=train')).find(
          ({ metadata, status }) => metadata.uid !== first.metadata.uid && status.phase === 'Running',
        ),
      120_000,
    );
    expect(second.spec.nodeName).not.toBe('one');

    await cluster.restoreNode('one');
    await podGone(client, namespace, first.metadata.name);
    await podRuns(client, namespace, second.metadata.name);
  });

  it('runs pods of idle nodes in name only, as long as they say', async () => {
    const namespace = await newNamespace(client, 'idle');
    const names = Array.from({ length: 100 }, (_, index) => `idle-${String(index)}`);
    await Promise.all(
      names.map((name) => {
        const idle = pod(
          namespace,
          name,
          { command: ['/nowhere'] },
          {
            nodeSelector: { 'kubernetes.io/hostname': 'idle' },
            tolerations: [{ key: 'idle', operator: 'Exists' }],
          },
        );
        const annotations = { 'devcluster.slipway.dev/succeed-after': '100ms' };
        return client.apply({ ...idle, metadata: { ...idle.metadata, annotations } });
      }),
    );
    for (const name of names)
      expect((await podEnded(client, namespace, name)).status.phase).toBe('Succeeded');
  });
});

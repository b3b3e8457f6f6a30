import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clusterUnderTest, type ClusterUnderTest } from '@slipway/devcluster';
import type { ClusterClient, FollowedObjects } from '@slipway/ports';
import { quietLogger, temporaryDirectory, until, type TemporaryDirectory } from '@slipway/testing';
import { ApiConnection } from './connection/api-connection.ts';
import { kubeconfigCredentials } from './connection/kubeconfig.ts';
import { openClusterClient } from './open-cluster-client.ts';

const namespaces = { group: '', version: 'v1', plural: 'namespaces' } as const;
const configMaps = { group: '', version: 'v1', plural: 'configmaps' } as const;
const pods = { group: '', version: 'v1', plural: 'pods' } as const;

let directory: TemporaryDirectory;
let cluster: ClusterUnderTest;
let client: ClusterClient;

const configMap = (name: string, data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'conformance', labels: { app: 'conformance' } },
  data,
});
const put = (name: string, data: Record<string, string>) =>
  client.apply(configMap(name, data), { type: configMaps, force: true });

beforeAll(async () => {
  directory = await temporaryDirectory();
  cluster = await clusterUnderTest();
  client = await openClusterClient({
    kubeconfig: cluster.kubeconfig,
    logger: quietLogger,
    following: { pageSize: 2 },
  });
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'conformance' } };
  await client.apply(namespace, { type: namespaces, force: true });
});

afterAll(async () => {
  await client.close();
  await cluster[Symbol.asyncDispose]();
  await directory.remove();
});

describe('a client on a real API server', () => {
  it('knows its version', async () => {
    expect(await client.version()).toMatch(/^v1\.\d+\.\d+/);
  });

  it('follows objects through pages, changes and restarts of the API server', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await put(name, { step: '1' });
    const told: string[] = [];
    const followed: FollowedObjects<string> = client.follow({
      type: configMaps,
      namespace: 'conformance',
      labelSelector: 'app=conformance',
      keep: (object) => {
        const { metadata, data } = object as { metadata: { name: string }; data: { step: string } };
        return `${metadata.name}${data.step}`;
      },
      onChange: ({ type, kept }) => void told.push(`${type} ${kept}`),
    });
    await until('the list', () => followed.state.synced);
    expect([...followed.objects.values()].sort()).toEqual(['a1', 'b1', 'c1', 'd1', 'e1']);
    await put('a', { step: '2' });
    await until('the change', () => told.includes('present a2'));
    await cluster.started?.component('kube-apiserver').restart();
    await put('b', { step: '3' });
    await until('the change after a restart', () => told.includes('present b3'), 60_000);
    expect(followed.state.problem).toBeUndefined();
    await followed.stop();
  });

  it('refuses to take over what somebody else manages, unless it is told to', async () => {
    const credentials = await kubeconfigCredentials(cluster.kubeconfig);
    const other = new ApiConnection(credentials, { answerMs: 10_000, idleMs: 10_000 });
    await other.json({
      method: 'PATCH',
      path: '/api/v1/namespaces/conformance/configmaps/owned',
      query: { fieldManager: 'somebody-else' },
      contentType: 'application/apply-patch+yaml',
      body: configMap('owned', { step: '1' }),
    });
    other.close();
    const mine = configMap('owned', { step: '2' });
    const polite = client.apply(mine, { type: configMaps, force: false });
    await expect(polite).rejects.toMatchObject({ code: 'conflict' });
    await expect(polite).rejects.toThrow('somebody-else');
    const dryRun = await client.apply(mine, { type: configMaps, force: true, dryRun: true });
    expect(dryRun).toMatchObject({ data: { step: '2' } });
    expect(await client.get(configMaps, 'owned', 'conformance')).toMatchObject({ data: { step: '1' } });
    await client.apply(mine, { type: configMaps, force: true });
    expect(await client.get(configMaps, 'owned', 'conformance')).toMatchObject({ data: { step: '2' } });
  });

  it('creates an object once', async () => {
    expect(await client.create(configMap('created', { step: '1' }), configMaps)).toBe(true);
    expect(await client.create(configMap('created', { step: '2' }), configMaps)).toBe(false);
    expect(await client.get(configMaps, 'created', 'conformance')).toMatchObject({ data: { step: '1' } });
  });

  it('has one holder of a lease', async () => {
    const leases = client.leases('conformance');
    const stop = new AbortController();
    const first = await leases.acquire('agent', { duration: 15_000, signal: stop.signal });
    const waiting = leases.acquire('agent', { duration: 15_000, signal: stop.signal });
    await first?.release();
    const second = await waiting;
    expect(second?.ticket).not.toBe(first?.ticket);
    await second?.release();
  });

  it('reads the log of a pod', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'talker', namespace: 'conformance' },
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'main', image: 'any', command: ['sh', '-c', 'echo one; sleep 1; echo two'] }],
      },
    };
    await client.apply(pod, { type: pods, force: true });
    const phase = async (): Promise<string | undefined> => {
      const found = (await client.get(pods, 'talker', 'conformance')) as { status?: { phase?: string } };
      return found.status?.phase;
    };
    await until('the pod runs', async () => ['Running', 'Succeeded'].includes((await phase()) ?? ''), 60_000);
    let text = '';
    const options = { maxBytes: 10_000, maxMs: 30_000, follow: true, signal: new AbortController().signal };
    for await (const chunk of client.readLog(
      { namespace: 'conformance', pod: 'talker', container: 'main' },
      options,
    ))
      text += Buffer.from(chunk).toString();
    expect(text).toMatch(/^\d{4}-\S+Z one\n\d{4}-\S+Z two\n$/);
  });

  it('says which right is missing', async () => {
    const { server } = await kubeconfigCredentials(cluster.kubeconfig);
    const kubeconfig = path.join(directory.path, 'stranger.json');
    const stranger = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'c',
      clusters: [{ name: 'c', cluster: { server, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'u', user: { token: 'nobody' } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    };
    await writeFile(kubeconfig, JSON.stringify(stranger));
    const nobody = await openClusterClient({ kubeconfig, logger: quietLogger });
    await expect(nobody.get(namespaces, 'default')).rejects.toMatchObject({ code: 'unauthenticated' });
    await nobody.close();
  });
});

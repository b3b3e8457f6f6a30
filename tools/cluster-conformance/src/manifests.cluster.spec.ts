import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clusterUnderTest, type ClusterUnderTest } from '@slipway/devcluster';
import { Helm } from '@slipway/helm';
import { helmProgram } from '@slipway/helm/testing';
import { temporaryDirectory } from '@slipway/testing';
import { ClusterApi, type KubernetesObject } from './testing/cluster-api.ts';
import { objectsIn } from './testing/objects.ts';

const repository = path.resolve(import.meta.dirname, '../../..');
/** Everything that leaves Slipway as a manifest is a golden file. */
const goldenFolders = ['libs/domain/render/src/golden', 'libs/adapters/helm/src/golden'];
/** Read by kustomize and by Slipway, never sent to an API server; and the Gateway API, whose definitions are not here. */
const notForServers = /^(kustomize\.config\.k8s\.io|slipway\.dev|gateway\.networking\.k8s\.io)\//;

const files = await Array.fromAsync(
  glob(
    goldenFolders.map((folder) => `${folder}/**/*.yaml`),
    { cwd: repository },
  ),
);

let under: ClusterUnderTest;
let admin: ClusterApi;

beforeAll(async () => {
  under = await clusterUnderTest({ reconcilers: ['flux', 'argocd'] });
  admin = await ClusterApi.open(under.kubeconfig);
  const namespaces = new Set(
    (await Promise.all(files.map(objectsOf))).flat().map(({ metadata }) => metadata.namespace),
  );
  for (const name of namespaces)
    if (name !== undefined) await admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
}, 3_600_000);

afterAll(async () => {
  (admin as ClusterApi | undefined)?.close();
  await (under as ClusterUnderTest | undefined)?.[Symbol.asyncDispose]();
}, 60_000);

async function objectsOf(file: string): Promise<readonly KubernetesObject[]> {
  const objects = objectsIn(await readFile(path.join(repository, file), 'utf8'));
  return objects.filter(({ apiVersion }) => !notForServers.test(apiVersion));
}

describe('manifests that Slipway renders', () => {
  it.each(files)(
    'are taken by a real API server with the definitions of Flux and Argo CD: %s',
    async (file) => {
      for (const object of await objectsOf(file)) {
        const taken = await admin.apply(object, { dryRun: true }).catch((error: unknown) => {
          throw new Error(`${object.kind} ${object.metadata.name}: ${String(error)}`, { cause: error });
        });
        expect(taken).toMatchObject({ kind: object.kind, metadata: { name: object.metadata.name } });
      }
    },
  );
});

describe('Helm', () => {
  it('lists the releases of a cluster', async () => {
    await using home = await temporaryDirectory();
    const { kubeconfig } = under;
    const helm = await Helm.open({ program: await helmProgram(), home: home.path, kubeconfig });
    expect(await helm.list({ namespace: 'slipway-system' })).toEqual([]);
    expect(await helm.list()).toEqual(expect.any(Array));
  }, 300_000);
});

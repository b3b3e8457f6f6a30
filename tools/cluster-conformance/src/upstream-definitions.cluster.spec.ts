import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDevCluster, type DevCluster } from '@slipway/devcluster';
import { goldenManifests } from '@slipway/render/golden';
import { temporaryDirectory, until } from '@slipway/testing';
import { definitionsAtHand } from './definitions/definitions-at-hand.ts';
import { pinnedDefinitions } from './definitions/pinned-definitions.ts';
import { ClusterApi, type KubernetesObject } from './testing/cluster-api.ts';
import { isKubernetesOwn, objectsIn } from './testing/objects.ts';

/** Read by kustomize and by Slipway, never sent to an API server. */
const notForServers = /^(kustomize\.config\.k8s\.io|slipway\.dev)\//;
const manifests = goldenManifests().map(({ path, content }) => ({
  path,
  objects: objectsIn(content).filter(({ apiVersion }) => !notForServers.test(apiVersion)),
}));

const definitions = process.env.KUBECONFIG ? undefined : await definitionsAtHand();
const reason = process.env.KUBECONFIG
  ? 'KUBECONFIG names an existing cluster, whose definitions are not replaced'
  : 'the pinned definitions are not here: npm run crds';
if (definitions === undefined)
  process.stderr.write(`Definitions of upstream releases: skipped, since ${reason}\n`);
const describeWithDefinitions = definitions === undefined ? describe.skip : describe;

describeWithDefinitions(
  'with the definitions of pinned releases of Flux, Argo CD and the Gateway API',
  () => {
    let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
    let cluster: DevCluster;
    let admin: ClusterApi;

    beforeAll(async () => {
      directory = await temporaryDirectory();
      cluster = await startDevCluster({ name: 'definitions', directory: directory.path });
      admin = await ClusterApi.open(cluster.kubeconfig);
      for (const text of definitions ?? []) await admin.apply(JSON.parse(text) as KubernetesObject);
      for (const { name } of await pinnedDefinitions()) await established(name);
      const namespaces = manifests.flatMap(({ objects }) =>
        objects.map(({ metadata }) => metadata.namespace),
      );
      for (const name of new Set(namespaces))
        if (name !== undefined)
          await admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    }, 3_600_000);

    afterAll(async () => {
      (admin as ClusterApi | undefined)?.close();
      await (cluster as DevCluster | undefined)?.stop();
      await directory[Symbol.asyncDispose]();
    }, 60_000);

    const established = (name: string): Promise<unknown> =>
      until(`the definition ${name} is established`, async () => {
        const at = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
        const { status } = (await admin.get<Definition>(at)) ?? {};
        return status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True');
      });

    it.each(manifests.map(({ path, objects }) => [path, objects] as const))(
      'a server-side dry run takes %s',
      async (_path, objects) => {
        const refused: string[] = [];
        for (const object of objects)
          await admin.apply(object, { dryRun: true }).catch((error: unknown) => {
            refused.push(`${object.kind} ${object.metadata.name}: ${String(error)}`);
          });
        expect(refused).toEqual([]);
      },
    );

    it('a server-side dry run refuses each kind of them with a field that it does not know', async () => {
      const custom = manifests.flatMap(({ objects }) => objects).filter((object) => !isKubernetesOwn(object));
      const kinds = new Map(custom.map((object) => [object.kind, object]));
      expect(kinds.size).toBe((await pinnedDefinitions()).length);
      for (const object of kinds.values()) {
        const spec = { ...(object.spec as object), unheardOf: true };
        await expect(admin.apply({ ...object, spec }, { dryRun: true })).rejects.toThrow('unheardOf');
      }
    });
  },
);

interface Definition {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

import { glob, mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseAllDocuments } from 'yaml';
import type { ApiClient, KubernetesObject } from '../api/api-client.ts';
import type { ComponentPlan } from '../components/component-plan.ts';
import { writeKubeconfig } from '../security/kubeconfig.ts';
import type { ReconcilerPlan } from './reconciler.ts';

export interface InstallOptions {
  readonly client: ApiClient;
  readonly server: string;
  /** Path of the certificate that the API server's is checked by. */
  readonly authority: string;
  /** Folder of the cluster's keys and kubeconfigs. */
  readonly keys: string;
}

const tokenSeconds = 365 * 24 * 3_600;
const definitionsTimeout = 60_000;

/** Brings all that a reconciler needs into the cluster, and returns how its components are run, each as its own service account. */
export async function installReconciler(
  plan: ReconcilerPlan,
  { client, server, authority, keys }: InstallOptions,
): Promise<readonly ComponentPlan[]> {
  const { namespace } = plan;
  const definitions = await objectsIn(plan.definitions, namespace);
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await Promise.all(definitions.map((definition) => client.apply(definition)));
  await Promise.all(definitions.map((definition) => established(client, definition.metadata.name)));

  const accounts = plan.serviceAccounts.map((name) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace },
  }));
  const others = (await objectsIn(plan.manifests, namespace)).filter(({ kind }) => kept.has(kind));
  for (const object of [...accounts, ...others, ...plan.objects]) await client.apply(object);

  const kubeconfigs = new Map<string, string>();
  for (const name of plan.serviceAccounts) {
    const answer = await client.create<{ readonly status: { readonly token: string } }>(
      `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
      {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds: tokenSeconds },
      },
    );
    const file = path.join(keys, `${name}.kubeconfig`);
    await writeKubeconfig(file, { name, server, authority, credentials: { token: answer.status.token } });
    kubeconfigs.set(name, file);
  }
  return plan.components((name) => {
    const file = kubeconfigs.get(name);
    if (file === undefined) throw new Error(`the reconciler has no service account ${name}`);
    return file;
  });
}

/** Of the files upstream: its deployments, services and network policies are for clusters with images. */
const kept = new Set([
  'ConfigMap',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
  'ServiceAccount',
]);

/** The objects in files, and in all files of folders; those with a namespace, or in need of one, get this. */
async function objectsIn(paths: readonly string[], namespace: string): Promise<readonly KubernetesObject[]> {
  const files: string[] = [];
  for (const each of paths) {
    if ((await stat(each)).isFile()) files.push(each);
    else for await (const name of glob('*.yaml', { cwd: each })) files.push(path.join(each, name));
  }
  const texts = await Promise.all(files.sort().map((file) => readFile(file, 'utf8')));
  return texts
    .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject | null))
    .filter((object) => object !== null)
    .filter(({ kind }) => kind !== 'Kustomization')
    .map((object) => inNamespace(object, namespace));
}

function inNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  const { subjects } = object as { readonly subjects?: readonly object[] };
  return {
    ...object,
    metadata: { ...object.metadata, namespace },
    ...(subjects ? { subjects: subjects.map((subject) => ({ ...subject, namespace })) } : {}),
  };
}

/** Waits until the API server serves what a definition defines. */
async function established(client: ApiClient, name: string): Promise<void> {
  const deadline = Date.now() + definitionsTimeout;
  for (;;) {
    const definition = await client.get<{
      readonly status?: {
        readonly conditions?: readonly { readonly type: string; readonly status: string }[];
      };
    }>(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`);
    const conditions = definition?.status?.conditions ?? [];
    if (conditions.some(({ type, status }) => type === 'Established' && status === 'True')) return;
    if (Date.now() > deadline)
      throw new Error(`${name} is not served within ${String(definitionsTimeout / 1000)} s`);
    await delay(100);
  }
}

/** Folders that a reconciler's components expect. */
export async function makeFolders(directory: string, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => mkdir(path.join(directory, name), { recursive: true, mode: 0o700 })));
}

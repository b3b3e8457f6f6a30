import { until } from '@slipway/testing';
import { ApiError, type ApiClient, type KubernetesObject } from '../api/api-client.ts';

export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface Pod extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly uid: string;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly phase: string;
    readonly conditions?: readonly PodCondition[];
    readonly containerStatuses?: readonly {
      readonly restartCount: number;
      readonly state: {
        readonly waiting?: { readonly reason: string; readonly message?: string };
        readonly running?: { readonly startedAt: string };
        readonly terminated?: { readonly exitCode: number; readonly reason: string };
      };
    }[];
  };
}

const patience = 90_000;

/** A namespace of its own for a spec, with the service account that pods need. */
export async function newNamespace(
  client: ApiClient,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<string> {
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  await until(`the service account of ${name}`, () =>
    client.get(`/api/v1/namespaces/${name}/serviceaccounts/default`),
  );
  return name;
}

/** A pod that runs a shell script, or with `container` what that says. */
export function pod(namespace: string, name: string, container: object, spec: object = {}): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      containers: [{ name: 'main', image: 'none', ...container }],
      ...spec,
    },
  };
}

export const script = (text: string): object => ({ command: ['/bin/sh', '-c', text] });

export const podPath = (namespace: string, name: string): string =>
  `/api/v1/namespaces/${namespace}/pods/${name}`;

/** Waits until a pod is as wanted. */
export function podWhen(
  client: ApiClient,
  namespace: string,
  name: string,
  what: string,
  holds: (pod: Pod) => boolean,
): Promise<Pod> {
  return until(
    `pod ${name} ${what}`,
    async () => {
      const found = await client.get<Pod>(podPath(namespace, name));
      return found && holds(found) ? found : undefined;
    },
    patience,
  );
}

export const podEnded = (client: ApiClient, namespace: string, name: string): Promise<Pod> =>
  podWhen(client, namespace, name, 'has ended', ({ status }) => /Succeeded|Failed/.test(status.phase));

export const podRuns = (client: ApiClient, namespace: string, name: string): Promise<Pod> =>
  podWhen(client, namespace, name, 'runs', ({ status }) => status.phase === 'Running');

export function podGone(client: ApiClient, namespace: string, name: string): Promise<boolean> {
  return until(
    `pod ${name} is gone`,
    async () => (await client.get(podPath(namespace, name))) === undefined,
    patience,
  );
}

/** Waits until the log has what is wanted, and returns all of it. */
export function logWith(client: ApiClient, namespace: string, name: string, wanted: string): Promise<string> {
  return until(`${wanted} in the log of ${name}`, async () => {
    const log = await client.text(`${podPath(namespace, name)}/log`).catch(() => '');
    return log.includes(wanted) ? log : undefined;
  });
}

/** The pods of a namespace with a label. */
export async function podsWith(client: ApiClient, namespace: string, label: string): Promise<readonly Pod[]> {
  const list = await client.get<{ readonly items: readonly Pod[] }>(
    `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(label)}`,
  );
  return list?.items ?? [];
}

/** The status and text of the answer by which a call is refused. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'not refused';
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

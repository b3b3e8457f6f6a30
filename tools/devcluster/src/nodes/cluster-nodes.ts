import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient, KubernetesObject } from '../api/api-client.ts';

interface Node extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const readyTimeout = 120_000;

/** Makes these the nodes of the cluster: removes all others, and waits until each is ready or was told to be lost. */
export async function keepNodes(client: ApiClient, names: readonly string[]): Promise<void> {
  const deadline = Date.now() + readyTimeout;
  for (;;) {
    const { items = [] } = (await client.get<{ readonly items?: readonly Node[] }>('/api/v1/nodes')) ?? {};
    for (const { metadata } of items)
      if (!names.includes(metadata.name)) await client.remove(`/api/v1/nodes/${metadata.name}`);
    const settled = items.filter(isSettled).map((node) => node.metadata.name);
    const missing = names.filter((name) => !settled.includes(name));
    if (missing.length === 0) return;
    if (Date.now() > deadline)
      throw new Error(`nodes are not ready within ${String(readyTimeout / 1000)} s: ${missing.join(', ')}`);
    await delay(100);
  }
}

/** The process of a node watches this annotation of its Node object. */
const lostAnnotation = 'devcluster.slipway.dev/lost';

function isSettled({ metadata, status }: Node): boolean {
  if (metadata.annotations?.[lostAnnotation] === 'true') return true;
  return status?.conditions?.some(({ type, status: holds }) => type === 'Ready' && holds === 'True') === true;
}

/** Takes a node away as if its machine had lost power, or gives it back as after a reboot. */
export async function setNodeLost(client: ApiClient, name: string, lost: boolean): Promise<void> {
  const annotations = { [lostAnnotation]: lost ? 'true' : null };
  await client.patch(`/api/v1/nodes/${name}`, { metadata: { annotations } });
}

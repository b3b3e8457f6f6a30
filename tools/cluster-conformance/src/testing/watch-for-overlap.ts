import type { KubernetesObject } from './cluster-api.ts';
import type { SlipwayCluster } from './slipway-cluster.ts';

/** Looks at the pods of a run on all clusters, again and again until the end of its scope, for moments in which more than one is alive. */
export function watchForOverlap(
  run: string,
  clusters: readonly SlipwayCluster[],
): AsyncDisposable & { readonly found: readonly string[] } {
  const found: string[] = [];
  const stop = new AbortController();
  const watching = (async () => {
    while (!stop.signal.aborted) {
      const lists = await Promise.all(clusters.map((cluster) => cluster.podsOf(run)));
      const alive = lists.flat().filter(isAlive);
      if (alive.length > 1) found.push(alive.map(({ metadata }) => metadata.name).join(' and '));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return {
    found,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watching;
    },
  };
}

const isAlive = ({ status }: KubernetesObject): boolean => {
  const { phase } = (status ?? {}) as { readonly phase?: string };
  return phase === 'Pending' || phase === 'Running';
};

import { until } from '@slipway/testing';
import type { KubernetesObject } from './cluster-api.ts';
import type { Reconciler, SlipwayCluster } from './slipway-cluster.ts';

/** What somebody who runs a reconciler does to it, and looks at. */
export interface ReconcilerControls {
  /** Makes it look and apply now, and waits until it has. */
  readonly force: (slipway: SlipwayCluster) => Promise<void>;
  /** Ends its processes and starts them again. */
  readonly restart: (slipway: SlipwayCluster) => Promise<void>;
  /** Takes the objects away that make it apply the runs of the team, and waits until they are back. */
  readonly setUpAnew: (slipway: SlipwayCluster) => Promise<void>;
  /** Versions of all that it has applied for the team. */
  readonly applied: (slipway: SlipwayCluster) => Promise<readonly unknown[]>;
  /** Waits until it says that it may not apply the runs of the team. */
  readonly untilRefused: (slipway: SlipwayCluster) => Promise<void>;
}

interface Conditioned extends KubernetesObject {
  readonly status?: {
    readonly lastHandledReconcileAt?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly operationState?: object;
    readonly sync?: { readonly status?: string };
    readonly reconciledAt?: string;
  };
}

const wait = 180_000;

const kustomizations = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/slipway-system/kustomizations';
const applications = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';
const runs = ({ team }: SlipwayCluster): string => `runs-${team}`;

/** Identity and version of each object in the namespace of the team; those of events and leases change by themselves. */
async function versions({ admin, team }: SlipwayCluster): Promise<readonly unknown[]> {
  const paths = [
    `/api/v1/namespaces/${team}/configmaps`,
    `/api/v1/namespaces/${team}/limitranges`,
    `/apis/batch/v1/namespaces/${team}/jobs`,
    `/apis/networking.k8s.io/v1/namespaces/${team}/networkpolicies`,
    `/apis/rbac.authorization.k8s.io/v1/namespaces/${team}/roles`,
    `/apis/rbac.authorization.k8s.io/v1/namespaces/${team}/rolebindings`,
  ];
  const lists = await Promise.all(paths.map((path) => admin.list(path)));
  return lists.flat().map(({ metadata }) => {
    const { name, uid, resourceVersion } = metadata as KubernetesObject['metadata'] & {
      readonly resourceVersion: string;
    };
    return { name, uid, resourceVersion };
  });
}

let requests = 0;

/** By annotation, as `flux reconcile` does. */
async function forceFlux({ admin }: SlipwayCluster, name: string): Promise<void> {
  requests += 1;
  const at = `request-${String(requests)}`;
  const annotations = { 'reconcile.fluxcd.io/requestedAt': at };
  await admin.patch(`${kustomizations}/${name}`, { metadata: { annotations } });
  await until(
    `Flux has handled ${name}`,
    async () =>
      (await admin.get<Conditioned>(`${kustomizations}/${name}`))?.status?.lastHandledReconcileAt === at,
    wait,
  );
}

/** By annotation, as `argocd app get --refresh` does: Argo CD takes it away when it has compared anew. */
async function forceArgocd({ admin }: SlipwayCluster, name: string): Promise<void> {
  const annotations = { 'argocd.argoproj.io/refresh': 'hard' };
  await admin.patch(`${applications}/${name}`, { metadata: { annotations } });
  await until(
    `Argo CD has compared ${name}`,
    async () => {
      const found = await admin.get<Conditioned>(`${applications}/${name}`);
      const kept = found?.metadata as { readonly annotations?: Readonly<Record<string, string>> } | undefined;
      return found && kept?.annotations?.['argocd.argoproj.io/refresh'] === undefined;
    },
    wait,
  );
}

async function remade(slipway: SlipwayCluster, path: string, force: () => Promise<void>): Promise<void> {
  const before = (await slipway.admin.get(path))?.metadata.uid;
  await slipway.admin.delete(path);
  await until(`${path} is gone`, async () => (await slipway.admin.get(path))?.metadata.uid !== before, wait);
  await force();
  await until(`${path} is there again`, async () => (await slipway.admin.get(path)) !== undefined, wait);
}

const restarted = async ({ cluster }: SlipwayCluster, ...names: readonly string[]): Promise<void> => {
  for (const name of names) {
    const component = cluster.component(name);
    await component.kill();
    await component.start();
  }
};

export const reconcilerControls: Readonly<Record<Reconciler, ReconcilerControls>> = {
  flux: {
    force: (slipway) => forceFlux(slipway, runs(slipway)),
    restart: (slipway) => restarted(slipway, 'source-controller', 'kustomize-controller'),
    setUpAnew: (slipway) =>
      remade(slipway, `${kustomizations}/${runs(slipway)}`, () => forceFlux(slipway, 'slipway-teams')),
    applied: versions,
    untilRefused: async (slipway) => {
      await until(
        'Flux says that it may not',
        async () => {
          const found = await slipway.admin.get<Conditioned>(`${kustomizations}/${runs(slipway)}`);
          const ready = found?.status?.conditions?.find(({ type }) => type === 'Ready');
          return ready?.status === 'False' && ready.message?.includes('forbidden');
        },
        wait,
      );
    },
  },
  argocd: {
    force: (slipway) => forceArgocd(slipway, runs(slipway)),
    restart: (slipway) => restarted(slipway, 'argocd-repo-server', 'argocd-application-controller'),
    setUpAnew: (slipway) =>
      remade(slipway, `${applications}/${runs(slipway)}`, () => forceArgocd(slipway, 'slipway-teams')),
    applied: async (slipway) => {
      const found = await slipway.admin.get<Conditioned>(`${applications}/${runs(slipway)}`);
      return [{ sync: found?.status?.sync?.status }, ...(await versions(slipway))];
    },
    untilRefused: async (slipway) => {
      await until(
        'Argo CD says that it may not',
        async () => {
          const found = await slipway.admin.get<Conditioned>(`${applications}/${runs(slipway)}`);
          const { operationState, conditions } = found?.status ?? {};
          const said = JSON.stringify([operationState, conditions]);
          return /not permitted|forbidden/.test(said);
        },
        wait,
      );
    },
  },
};

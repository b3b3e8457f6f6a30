import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { openApiClient, type ApiClient } from './api/api-client.ts';
import type { ComponentPlan } from './components/component-plan.ts';
import {
  apiserverPlan,
  controllerManagerPlan,
  etcdPlan,
  schedulerPlan,
  controlPlanePorts,
  type ControlPlaneOptions,
  type ControlPlanePort,
} from './components/control-plane.ts';
import { createControlPlaneIdentities } from './components/control-plane-identities.ts';
import { createComponent, type Component } from './components/running-component.ts';
import { keptPorts } from './kept-ports.ts';
import { keepNodes, setNodeLost } from './nodes/cluster-nodes.ts';
import { defaultNodes, type NodeSpecification } from './nodes/node-specification.ts';
import { processNodesPlan } from './nodes/process-nodes.ts';
import { buildProgram } from './programs/build-program.ts';
import { programs } from './programs/program.ts';
import { installReconciler } from './reconcilers/install-reconciler.ts';
import { prepareReconciler, reconcilerPorts, type ReconcilerPort } from './reconcilers/prepare-reconciler.ts';
import type { Reconciler } from './reconcilers/reconciler.ts';

export interface DevClusterOptions {
  /** Names the cluster in its kubeconfig: lower case letters, digits and dashes. */
  readonly name: string;
  /** Folder of all that the cluster has: keys, data of etcd, logs. A cluster that was stopped goes on from it. */
  readonly directory: string;
  /** None if not given. */
  readonly reconcilers?: readonly Reconciler[];
  /** `defaultNodes` if not given. */
  readonly nodes?: readonly NodeSpecification[];
  /** Folder, not below /tmp, of programs that pods find before those of the machine, in the place of what an image would bring. */
  readonly programs?: string;
  /** Gets a line for each step that takes time. */
  readonly progress?: (line: string) => void;
  /** Seconds without a sign of life after which a node counts as lost; 20 if not given. */
  readonly nodeMonitorGraceSeconds?: number;
  /** Seconds that pods stay on a lost node when they do not say how long; 300 if not given, as everywhere. */
  readonly unreachableTolerationSeconds?: number;
}

/** A running cluster, which ends with the scope (`await using`): a Kubernetes control plane on free ports of the loopback, and what was asked for with it. */
export interface DevCluster extends AsyncDisposable {
  readonly name: string;
  readonly directory: string;
  /** URL of the API server. */
  readonly server: string;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Calls the API server as administrator, until the cluster is stopped. */
  readonly admin: ApiClient;
  readonly components: readonly Component[];
  /** @throws Error when the cluster has no component of this name */
  readonly component: (name: string) => Component;
  /** Makes a node go silent and ends its processes, as if its machine had lost power, until it is restored. */
  readonly loseNode: (name: string) => Promise<void>;
  readonly restoreNode: (name: string) => Promise<void>;
  /** Ends all components, each in its own way. */
  readonly stop: () => Promise<void>;
  /** Ends all components at once, as if the machine had lost power. */
  readonly kill: () => Promise<void>;
}

/**
 * Starts a cluster, or one that was stopped again, and waits until it is ready.
 * @throws Error when a program cannot be built or does not become ready; then nothing is left running
 */
export async function startDevCluster(options: DevClusterOptions): Promise<DevCluster> {
  const { name, directory, progress = () => undefined, nodes = defaultNodes, reconcilers = [] } = options;
  const program = await buildProgram(programs.controlPlane, progress);
  const nodeProgram = await buildProgram(programs.processNode, progress);

  const prepared = new Map<Reconciler, Awaited<ReturnType<(typeof prepareReconciler)[Reconciler]>>>();
  for (const reconciler of reconcilers)
    prepared.set(reconciler, await prepareReconciler[reconciler](progress));

  const logs = path.join(directory, 'logs');
  await mkdir(logs, { recursive: true, mode: 0o700 });
  const ports = await keptPorts<ControlPlanePort | ReconcilerPort>(path.join(directory, 'ports.json'), [
    ...controlPlanePorts,
    ...reconcilers.flatMap((reconciler) => reconcilerPorts[reconciler]),
  ]);
  const server = `https://127.0.0.1:${String(ports.apiserver)}`;
  const identities = await createControlPlaneIdentities(directory, name, server);
  const plane: ControlPlaneOptions = {
    program: program.path,
    etcdDirectory: path.join(directory, 'etcd'),
    ports,
    identities,
    nodeMonitorGraceSeconds: options.nodeMonitorGraceSeconds ?? 20,
    unreachableTolerationSeconds: options.unreachableTolerationSeconds ?? 300,
  };

  const authority = identities.authority.public;
  const client = await openApiClient(server, authority, identities.admin);
  const components: Component[] = [];
  const start = async (...plans: readonly ComponentPlan[]): Promise<void> => {
    const added = plans.map((plan) => createComponent(plan, { directory, logs, authority }));
    components.push(...added);
    await Promise.all(added.map((component) => component.start()));
  };
  const cluster: DevCluster = {
    name,
    directory,
    server,
    kubeconfig: identities.adminKubeconfig,
    admin: client,
    components,
    component(wanted) {
      const found = components.find((component) => component.name === wanted);
      if (found) return found;
      const names = components.map((component) => component.name).join(', ');
      throw new Error(`cluster ${name} has no component ${wanted}; it has ${names}`);
    },
    loseNode: (node) => setNodeLost(client, node, true),
    restoreNode: (node) => setNodeLost(client, node, false),
    async stop() {
      client.close();
      // What calls the API server ends before it, and etcd last.
      const [store, apiserver, ...others] = components;
      await Promise.all(others.map((component) => component.stop()));
      await apiserver?.stop();
      await store?.stop();
    },
    async kill() {
      client.close();
      await Promise.all(components.map((component) => component.kill()));
    },
    [Symbol.asyncDispose]: () => cluster.stop(),
  };

  const startKubernetes = async (): Promise<void> => {
    const nodesPlan = await processNodesPlan({
      ...{ program: nodeProgram.path, directory, server, keys: identities.keys, nodes },
      programs: options.programs,
      nodeMonitorGraceSeconds: plane.nodeMonitorGraceSeconds,
    });
    await start(controllerManagerPlan(plane), schedulerPlan(plane), ...(nodes.length > 0 ? [nodesPlan] : []));
    await keepNodes(
      client,
      nodes.map((node) => node.name),
    );
  };

  try {
    progress(`starts etcd and the API server of ${name}`);
    await start(etcdPlan(plane), apiserverPlan(plane));
    await allDone([
      startKubernetes(),
      ...[...prepared].map(async ([reconciler, planned]) => {
        progress(`starts ${reconciler} of ${name}`);
        const plan = await planned(path.join(directory, reconciler), ports);
        await start(
          ...(await installReconciler(plan, {
            client,
            server,
            authority,
            keys: path.join(directory, 'keys'),
          })),
        );
      }),
    ]);
  } catch (error) {
    await cluster.kill();
    throw error;
  }
  return cluster;
}

/** Waits for all, also when one fails, so that nothing goes on behind the back of who then stops. @throws the first fault */
async function allDone(steps: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(steps);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

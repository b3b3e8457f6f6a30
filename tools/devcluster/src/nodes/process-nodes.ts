import path from 'node:path';
import type { ComponentPlan } from '../components/component-plan.ts';
import { kubeletClientName } from '../components/control-plane-identities.ts';
import { writePrivately, type KeyFolder } from '../security/key-folder.ts';
import { writeKubeconfig } from '../security/kubeconfig.ts';
import { defaultCapacity, type NodeSpecification } from './node-specification.ts';

export interface ProcessNodesOptions {
  /** Path of the program. */
  readonly program: string;
  /** Folder of the cluster. */
  readonly directory: string;
  readonly server: string;
  readonly keys: KeyFolder;
  readonly nodes: readonly NodeSpecification[];
  /** Folder of programs that containers find before those of the machine. */
  readonly programs?: string | undefined;
  /** Seconds without a sign of life after which a node counts as lost. */
  readonly nodeMonitorGraceSeconds: number;
}

/** How the cluster's nodes are run, all of them by one program; each calls the API server as itself. */
export async function processNodesPlan(options: ProcessNodesOptions): Promise<ComponentPlan> {
  const { program, directory, server, keys, nodes } = options;
  const identified = nodes.map(async (node) => {
    const { name, capacity, labels, zone, taints, idle = false, imageFiles = {} } = node;
    const key = await keys.certificate(`node-${name}`, {
      commonName: `system:node:${name}`,
      organizations: ['system:nodes'],
      hosts: ['127.0.0.1', name],
    });
    const kubeconfig = path.join(directory, 'keys', `node-${name}.kubeconfig`);
    await writeKubeconfig(kubeconfig, { name, server, authority: keys.authority.public, credentials: key });
    return {
      name,
      kubeconfig,
      certificate: key.public,
      privateKey: key.private,
      labels: { ...labels, ...(zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }) },
      taints: taints ?? [],
      capacity: { ...defaultCapacity, ...capacity },
      idle,
      imageFiles,
    };
  });
  const config = path.join(directory, 'nodes.json');
  await writePrivately(
    config,
    JSON.stringify({
      directory: path.join(directory, 'nodes'),
      authority: keys.authority.public,
      caller: kubeletClientName,
      // Several signs of life may be late before a node counts as lost.
      leaseSeconds: Math.max(1, Math.floor(options.nodeMonitorGraceSeconds / 6)),
      programs: options.programs,
      nodes: await Promise.all(identified),
    }),
  );
  return { name: 'process-node', program, args: [config], ready: 'started' };
}

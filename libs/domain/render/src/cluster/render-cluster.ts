import { layout } from '@slipway/changes';
import type { Cluster } from '@slipway/resources';
import { manifestFile, type ManifestFile } from '../manifest-file.ts';
import { admissionPolicy } from './admission-policy.ts';
import { clusterReconciliation } from './cluster-reconciliation.ts';
import { managed } from './objects.ts';
import { clusterOrigin } from './origin.ts';

/**
 * What a cluster needs besides its teams: the objects of Slipway's platform, and those that make its reconciler apply its folder.
 * Empty for the local agent, which needs neither.
 */
export function renderCluster(cluster: Cluster): readonly ManifestFile[] {
  const { name } = cluster.metadata;
  if (cluster.spec.reconciler === 'local') return [];
  return [
    manifestFile(layout.clusterPlatform(name), admissionPolicy(managed, cluster.spec.operatorNamespaces)),
    manifestFile(layout.clusterReconciler(name), clusterReconciliation(cluster, managed)),
    manifestFile(layout.clusterOrigin(name), [clusterOrigin(managed, cluster)]),
  ];
}

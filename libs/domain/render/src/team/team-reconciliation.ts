import { layout } from '@slipway/changes';
import type { Cluster } from '@slipway/resources';
import { argocdApplication, argocdProject } from '../cluster/argocd.ts';
import { fluxKustomization } from '../cluster/flux.ts';
import { teamAccount } from '../cluster/identities.ts';

const servingKinds = [
  { group: '', kind: 'Service' },
  { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' },
];

/** What makes the cluster's reconciler apply the runs of a team, in the team's name. */
export function teamReconciliation(
  team: string,
  labels: Readonly<Record<string, string>>,
  cluster: Cluster,
): readonly object[] {
  const path = layout.teamRuns(cluster.metadata.name, team);
  const account = teamAccount(team);
  const name = `runs-${team}`;
  if (cluster.spec.reconciler === 'flux')
    return [fluxKustomization({ name, labels, path, account, orphan: true })];
  return [
    argocdProject({
      name,
      labels,
      cluster,
      description: `Runs of team ${team}`,
      destinations: [{ namespace: team, account }],
      clusterKinds: [],
      namespaceKinds: [
        { group: '', kind: 'ConfigMap' },
        { group: 'batch', kind: 'Job' },
        ...(cluster.spec.gateway ? servingKinds : []),
      ],
    }),
    argocdApplication({ name, labels, cluster, path, namespace: team }),
  ];
}

/** Namespace of what Slipway and its reconcilers need on a cluster. */
export const systemNamespace = 'slipway-system';

/** Namespace that Argo CD lives in: its Applications and AppProjects have to be there. */
export const argocdNamespace = 'argocd';

/** Service account in the system namespace that the reconciler acts as for a cluster's platform and its teams. */
export const platformAccount = 'slipway-platform';

/** Service account in the system namespace that the agent acts as. */
export const agentAccount = 'slipway-agent';

/** ClusterRole that the agent has in the namespaces of teams. */
export const agentTeamRole = 'slipway-agent-access';

/** Service account in the system namespace that the reconciler acts as for the runs of a team. */
export const teamAccount = (team: string): string => `team-${team}`;

/** Roles in the namespace of each team: of its reconciler, and of its people. */
export const teamRoles = { reconciler: 'slipway-reconciler', viewer: 'slipway-viewer' } as const;

/** Group that people of a team belong to, as the cluster's identity provider names it. */
export const teamGroup = (team: string): string => `slipway:${team}`;

/** The name that the API server knows a service account of the system namespace by. */
export const accountUser = (account: string): string => `system:serviceaccount:${systemNamespace}:${account}`;

/** Name of the GitRepository and of the Secret with its credentials. */
export const environmentName = 'environment';

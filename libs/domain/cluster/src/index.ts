export { agentClusterRules, agentNamespaceRules, agentTeamRules, type PolicyRule } from './agent-role.ts';
export { HealthState, healthOf, type Health } from './health/health.ts';
export { nodePools, type NodePool } from './node-pools.ts';
export { poolLabels, readNode, type Amounts, type NodeRecord } from './node-record.ts';
export { readPodRequests, type PodRequests } from './pod-requests.ts';
export {
  readReconciler,
  reconcilerState,
  type ReconcilerRecord,
  type ReconcilerState,
} from './reconciler.ts';
export { resourceTypes } from './resource-types.ts';

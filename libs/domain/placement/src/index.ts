export { chooseCluster, type ClusterChoice } from './choose-cluster.ts';
export type { ClusterSnapshot, PoolSnapshot } from './cluster-snapshot.ts';

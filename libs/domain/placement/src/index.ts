export { chooseCluster, type ClusterChoice } from './choose-cluster.ts';
export { replicaNeeds, type ClusterSnapshot, type PoolSnapshot } from './cluster-snapshot.ts';
export { hourlyPrice } from './hourly-price.ts';

export { chooseCluster, type ClusterChoice } from './choose-cluster.ts';
export { replicaNeeds, type ClusterSnapshot, type PoolSnapshot } from './cluster-snapshot.ts';
export { hourlyPrice, mostHourly } from './hourly-price.ts';

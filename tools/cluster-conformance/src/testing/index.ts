export { SlipwayCluster, type Reconciler } from './slipway-cluster.ts';
export { SlipwayPlatform } from './slipway-platform.ts';

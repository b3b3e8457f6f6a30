export { openClusterClient, type ClusterClientOptions } from './open-cluster-client.ts';

export { ApiError, type ApiClient, type KubernetesObject } from './api/api-client.ts';
export { clusterUnderTest, type ClusterUnderTest } from './cluster-under-test.ts';
export { startDevCluster, type DevCluster, type DevClusterOptions } from './dev-cluster.ts';
export { startImageBuilder, type ImageBuilder } from './images/image-builder.ts';
export type { NodeSpecification, NodeTaint } from './nodes/node-specification.ts';
export { reconcilers, type Reconciler } from './reconcilers/reconciler.ts';
export type { Component } from './components/running-component.ts';

export { startDevCluster, type DevCluster, type DevClusterOptions } from './dev-cluster.ts';
export type { NodeSpecification, NodeTaint } from './nodes/node-specification.ts';
export type { Component } from './components/running-component.ts';

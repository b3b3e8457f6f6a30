export { findHelm } from './find-helm.ts';
export { Helm, type HelmChart, type HelmRelease, type HelmRepository } from './helm.ts';

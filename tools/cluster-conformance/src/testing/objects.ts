import { manifestBounds, readDocuments } from '@slipway/resources';
import type { KubernetesObject } from './cluster-api.ts';

/** The objects of a YAML text. */
export const objectsIn = (text: string): readonly KubernetesObject[] =>
  readDocuments('objects', text, manifestBounds).map(({ value }) => value as KubernetesObject);

/** Whether an object is of Kubernetes itself: those of Flux, Argo CD and the Gateway API need their definitions first. */
export const isKubernetesOwn = ({ apiVersion }: KubernetesObject): boolean =>
  !/\.(fluxcd|argoproj)\.io\/|^argoproj\.io\/|^gateway\./.test(apiVersion);

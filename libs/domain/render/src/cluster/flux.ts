import type { Cluster } from '@slipway/resources';
import { environmentName, systemNamespace } from './identities.ts';

type Labels = Readonly<Record<string, string>>;

/** How long Flux waits before it looks by itself; a push wakes it long before. */
const interval = '1m';

/** The environment repository as Flux reads it. */
export function fluxRepository({ spec }: Cluster, labels: Labels): object {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: environmentName, namespace: systemNamespace, labels },
    spec: {
      interval,
      timeout: '1m',
      url: spec.repository?.url,
      ref: { branch: spec.repository?.branch },
      secretRef: { name: environmentName },
    },
  };
}

/** Lets a push wake Flux at once: whoever knows the token of the Secret posts to the receiver. */
export function fluxReceiver(labels: Labels): object {
  return {
    apiVersion: 'notification.toolkit.fluxcd.io/v1',
    kind: 'Receiver',
    metadata: { name: environmentName, namespace: systemNamespace, labels },
    spec: {
      type: 'generic-hmac',
      secretRef: { name: 'environment-receiver' },
      resources: [
        { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', name: environmentName },
      ],
    },
  };
}

export interface FluxKustomization {
  readonly name: string;
  readonly labels: Labels;
  /** Folder of the environment repository. */
  readonly path: string;
  /** Service account that Flux acts as. */
  readonly account: string;
  readonly dependsOn?: readonly string[];
  /** Waits until what it applied is healthy; `healthCheckExprs` say when kinds that Kubernetes doesn't know are. */
  readonly wait?: boolean;
  readonly healthCheckExprs?: readonly object[];
  /** What it applied stays when it is deleted itself: whoever installs Flux anew must not run everything twice. */
  readonly orphan?: boolean;
}

export function fluxKustomization({
  name,
  labels,
  path,
  account,
  dependsOn = [],
  wait = false,
  healthCheckExprs = [],
  orphan = false,
}: FluxKustomization): object {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: systemNamespace, labels },
    spec: {
      interval: '10m',
      retryInterval: '30s',
      timeout: '2m',
      path: `./${path}`,
      sourceRef: { kind: 'GitRepository', name: environmentName },
      serviceAccountName: account,
      ...(dependsOn.length > 0 && { dependsOn: dependsOn.map((other) => ({ name: other })) }),
      prune: true,
      ...(orphan && { deletionPolicy: 'Orphan' }),
      wait,
      ...(healthCheckExprs.length > 0 && { healthCheckExprs }),
    },
  };
}

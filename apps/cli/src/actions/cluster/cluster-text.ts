import { formatYaml, parseResources } from '@slipway/resources';

export const providers = ['onprem', 'aws', 'gcp', 'azure'] as const;
export const reconcilers = ['flux', 'argocd'] as const;

export interface NewCluster {
  readonly provider: (typeof providers)[number];
  readonly reconciler: (typeof reconcilers)[number];
  readonly region?: string;
  readonly repositoryUrl: string;
  readonly branch: string;
  readonly description?: string;
  readonly operatorNamespace?: readonly string[];
  readonly slipwayImage?: string;
}

/** A Cluster as YAML, checked. @throws InvalidInputError that names the field */
export function clusterText(name: string, cluster: NewCluster): string {
  const {
    provider,
    reconciler,
    region,
    repositoryUrl,
    branch,
    description,
    operatorNamespace,
    slipwayImage,
  } = cluster;
  const text = formatYaml({
    apiVersion: 'slipway.dev/v1',
    kind: 'Cluster',
    metadata: { name, ...(description === undefined ? {} : { description }) },
    spec: {
      provider,
      ...(region === undefined ? {} : { region }),
      reconciler,
      repository: { url: repositoryUrl, branch },
      ...(operatorNamespace === undefined ? {} : { operatorNamespaces: operatorNamespace }),
      ...(slipwayImage === undefined ? {} : { images: { slipway: slipwayImage } }),
    },
  });
  parseResources('cluster.yaml', text);
  return text;
}

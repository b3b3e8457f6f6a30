/** Kinds of Kubernetes that Slipway reads, or creates (Secrets), by their place in the API; the shape is that of the port `ResourceType`. */
export const resourceTypes = {
  jobs: { group: 'batch', version: 'v1', plural: 'jobs' },
  pods: { group: '', version: 'v1', plural: 'pods' },
  nodes: { group: '', version: 'v1', plural: 'nodes' },
  secrets: { group: '', version: 'v1', plural: 'secrets' },
  events: { group: '', version: 'v1', plural: 'events' },
  gitRepositories: { group: 'source.toolkit.fluxcd.io', version: 'v1', plural: 'gitrepositories' },
  kustomizations: { group: 'kustomize.toolkit.fluxcd.io', version: 'v1', plural: 'kustomizations' },
  applications: { group: 'argoproj.io', version: 'v1alpha1', plural: 'applications' },
} as const;

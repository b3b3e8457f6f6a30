import { parseResources, type Cluster, type Job, type Team } from '@slipway/resources';

/** A cluster of the reconciler that reads the repository at the URL. */
export function sampleCluster(reconciler: 'flux' | 'argocd', url: string, name = 'dev'): Cluster {
  const [cluster] = parseResources(
    'cluster.yaml',
    `apiVersion: slipway.dev/v1
kind: Cluster
metadata: { name: ${name} }
spec: { provider: onprem, reconciler: ${reconciler}, repository: { url: "${url}" } }
`,
  );
  if (cluster?.kind !== 'Cluster') throw new TypeError('expected a Cluster');
  return cluster;
}

export function sampleTeam(
  name: string,
  quota = '{ runs: 20, cpu: 8, memory: 16Gi, accelerators: { nvidia: 2 } }',
): Team {
  const [team] = parseResources(
    'team.yaml',
    `apiVersion: slipway.dev/v1\nkind: Team\nmetadata: { name: ${name} }\nspec: { quota: ${quota} }\n`,
  );
  if (team?.kind !== 'Team') throw new TypeError('expected a Team');
  return team;
}

export function sampleJob(team: string, name: string, spec: string): Job {
  const [job] = parseResources(
    'job.yaml',
    `apiVersion: slipway.dev/v1\nkind: Job\nmetadata: { name: ${name}, team: ${team} }\nspec:\n  image: docker.io/library/busybox:1\n${spec}\n`,
  );
  if (job?.kind !== 'Job') throw new TypeError('expected a Job');
  return job;
}

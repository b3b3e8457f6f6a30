import {
  manifestBounds,
  parseResources,
  readDocuments,
  type Cluster,
  type Job,
  type RunnableJob,
  type Team,
} from '@slipway/resources';
import type { SourceFile } from '../attempt-manifest.ts';
import type { ManifestFile } from '../manifest-file.ts';
import { renderAttempt, type AttemptRequest } from '../render-attempt.ts';

function clusterOf(name: string, spec: string): Cluster {
  const [cluster] = parseResources(
    'cluster.yaml',
    `apiVersion: slipway.dev/v1\nkind: Cluster\nmetadata: { name: ${name} }\nspec: ${spec}\n`,
  );
  if (cluster?.kind !== 'Cluster') throw new TypeError('expected a Cluster');
  return cluster;
}

/** Clusters by the reconciler that applies them. */
export const sampleClusters = {
  flux: clusterOf(
    'onprem-1',
    '{ provider: onprem, reconciler: flux, repository: { url: https://git.example.org/environment.git }, images: { slipway: registry.example.org/slipway:1 } }',
  ),
  argocd: clusterOf(
    'aws-1',
    '{ provider: aws, reconciler: argocd, repository: { url: https://git.example.org/environment.git } }',
  ),
  local: clusterOf('local', '{ provider: local, reconciler: local }'),
};

export const sampleCluster = sampleClusters.flux;

/** A Job of team vision with further lines of its spec, as YAML. */
export function sampleJob(spec = '', labels = '{}'): Job {
  const [job] = parseResources(
    'job.yaml',
    `apiVersion: slipway.dev/v1
kind: Job
metadata: { name: train, team: vision, labels: ${labels} }
spec:
  image: registry.example.org/train:1
  command: [python, train.py]
${spec}
`,
  );
  if (job?.kind !== 'Job') throw new TypeError('expected a Job');
  return job;
}

export function sampleTeam(spec = '{}', labels = '{}'): Team {
  const [team] = parseResources(
    'team.yaml',
    `apiVersion: slipway.dev/v1\nkind: Team\nmetadata: { name: vision, labels: ${labels} }\nspec: ${spec}\n`,
  );
  if (team?.kind !== 'Team') throw new TypeError('expected a Team');
  return team;
}

/** The first attempt of a run of the Job. */
export function rendered(
  job: RunnableJob,
  files: readonly SourceFile[] = [],
  others: Partial<AttemptRequest> = {},
): ManifestFile {
  const request = { job, files, cluster: sampleCluster, run: 'train-0123abcd', epoch: 1, day: '2026-11-24' };
  return renderAttempt({ ...request, ...others });
}

/** The objects of a manifest file. */
export function objectsOf({ path, content }: ManifestFile): readonly unknown[] {
  return readDocuments(path, content, manifestBounds).map(({ value }) => value);
}

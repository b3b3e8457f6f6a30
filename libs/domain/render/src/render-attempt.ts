import { layout } from '@slipway/changes';
import { canonicalJson } from '@slipway/kernel';
import type { Cluster, RunnableJob } from '@slipway/resources';
import { attemptLabels } from './attempt-labels.ts';
import { annotations, attemptName, type SourceFile, type Workspace } from './attempt-manifest.ts';
import { manifestFile, type ManifestFile } from './manifest-file.ts';
import { podTemplate, wholeSeconds } from './pod-template.ts';
import { servingObjects } from './serving.ts';
import { packFiles, type PackedFile } from './source-files.ts';

export interface AttemptRequest {
  readonly job: RunnableJob;
  /** Content of the files in `spec.source.files`. */
  readonly files: readonly SourceFile[];
  readonly cluster: Cluster;
  /** `<job>-<suffix>`, at most 57 characters. */
  readonly run: string;
  /** From 1. */
  readonly epoch: number;
  /** UTC day of the attempt, `yyyy-mm-dd`: part of the path. */
  readonly day: string;
}

/**
 * The run-once manifest of an attempt: a ConfigMap with its source files when it has some, what leads to it when it serves,
 * and last its batch/v1 Job. The same request gives the same bytes.
 * @throws InvalidInputError when source files are missing, stray or no text, or it serves a host that is not its team's; TooLargeError when they are too large.
 */
export function renderAttempt({ job, files, cluster, run, epoch, day }: AttemptRequest): ManifestFile {
  const name = attemptName(run, epoch);
  const packed = packFiles(job, files);
  const configMap = `${name}-source`;
  const metadata = { namespace: job.metadata.team, labels: attemptLabels(job, run, epoch) };
  const { replicas, timeout } = job.spec;
  const isIndexed = replicas > 1 || job.isWorkers === true;
  const documents: object[] = [];
  if (packed.length > 0) {
    documents.push({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: configMap, ...metadata },
      immutable: true,
      data: Object.fromEntries(packed.map(({ key, content }) => [key, content])),
    });
  }
  documents.push(...servingObjects({ job, cluster, metadata, name }), {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      ...metadata,
      annotations: { [annotations.workspace]: canonicalJson(workspaceOf(job, configMap, packed)) },
    },
    spec: {
      backoffLimit: 0,
      ...(isIndexed && { completionMode: 'Indexed', completions: replicas, parallelism: replicas }),
      ...(timeout !== undefined && { activeDeadlineSeconds: wholeSeconds(timeout) }),
      template: podTemplate({ job, cluster, run, epoch, files: packed, configMap, isIndexed }),
    },
  });
  return manifestFile(layout.attempt(cluster.metadata.name, job.metadata.team, day, name), documents);
}

function workspaceOf({ spec }: RunnableJob, configMap: string, files: readonly PackedFile[]): Workspace {
  return {
    source: sourceOf(spec.source, configMap, files),
    python: spec.python ?? null,
    artifacts: spec.artifacts,
  };
}

function sourceOf(
  source: RunnableJob['spec']['source'],
  configMap: string,
  files: readonly PackedFile[],
): Workspace['source'] {
  if (source === undefined) return null;
  if ('git' in source) return { git: source.git };
  return {
    configMap: { name: configMap, files: Object.fromEntries(files.map(({ key, path }) => [key, path])) },
  };
}

import { parseDuration } from '@slipway/kernel';
import { needsRunner, type Cluster, type RunnableJob } from '@slipway/resources';
import { accessSecretName } from './access-secret.ts';
import { attemptLabels } from './attempt-labels.ts';
import { attemptName, mainContainer } from './attempt-manifest.ts';
import { containerResources } from './container-resources.ts';
import { escapeExpansion } from './literal-text.ts';
import { containerSecurity, podSecurity } from './pod-security.ts';
import { preparationContainers } from './preparation-containers.ts';
import { commandOn } from './runner.ts';
import { servingPort } from './serving.ts';
import type { PackedFile } from './source-files.ts';
import { sortedByName } from './sorted-by-name.ts';
import { directories, mountOf, volumes, type WorkspacePart } from './workspace-volumes.ts';

export interface PodRequest {
  readonly job: RunnableJob;
  readonly cluster: Cluster;
  readonly run: string;
  readonly epoch: number;
  readonly files: readonly PackedFile[];
  /** Name of the ConfigMap with the files. */
  readonly configMap: string;
  /** Kubernetes numbers its pods, and tells each its number. */
  readonly isIndexed: boolean;
}

/** The pods of an attempt: "restricted" by Pod Security, without access to the API server. */
export function podTemplate(request: PodRequest): object {
  const { job, cluster, run, epoch, files } = request;
  const { stopGracePeriod, priority, placement } = job.spec;
  const initContainers = preparationContainers(job, cluster, files);
  const podVolumes = volumesOf(request);
  return {
    metadata: { labels: attemptLabels(job, run, epoch) },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: wholeSeconds(stopGracePeriod),
      automountServiceAccountToken: false,
      // Workers start programs whose children may outlive them: the first process of the pod reaps those, Node does not.
      ...(needsRunner(job, cluster) && { shareProcessNamespace: true }),
      enableServiceLinks: false,
      ...(priority !== undefined && { priorityClassName: priority }),
      ...(placement?.nodeSelector && { nodeSelector: sortedByName(placement.nodeSelector) }),
      ...(placement?.tolerations && { tolerations: placement.tolerations.map(toleration) }),
      securityContext: podSecurity,
      ...(initContainers.length > 0 && { initContainers }),
      containers: [main(request)],
      ...(podVolumes.length > 0 && { volumes: podVolumes }),
    },
  };
}

/** Kubernetes counts whole seconds; a part of one is rounded up. */
export function wholeSeconds(duration: string): number {
  return Math.ceil((parseDuration(duration) ?? 0) / 1000);
}

function toleration({
  key,
  value,
  effect,
}: {
  readonly key: string;
  readonly value?: string | undefined;
  readonly effect?: string | undefined;
}): object {
  return {
    key,
    ...(value === undefined ? { operator: 'Exists' } : { operator: 'Equal', value }),
    ...(effect !== undefined && { effect }),
  };
}

/** Parts of the workspace that the program sees. With no source and no outputs the image keeps its own directory. */
function partsOf({ job, cluster }: PodRequest): readonly WorkspacePart[] {
  const { spec } = job;
  const work = spec.source !== undefined || spec.artifacts.length > 0;
  return [
    ...(work ? ['work' as const] : []),
    ...(spec.python ? ['python' as const] : []),
    ...(needsRunner(job, cluster) ? ['runner' as const] : []),
  ];
}

function main(request: PodRequest): object {
  const { job, cluster } = request;
  const { image, args, env, resources, serves } = job.spec;
  const parts = partsOf(request);
  return {
    name: mainContainer,
    image,
    command: commandOn(job, cluster).map(escapeExpansion),
    ...(args.length > 0 && { args: args.map(escapeExpansion) }),
    ...accessOf(request),
    env: [
      ...env.map((variable) =>
        'secret' in variable
          ? { name: variable.name, valueFrom: { secretKeyRef: variable.secret } }
          : { name: variable.name, value: escapeExpansion(variable.value) },
      ),
      ...Object.entries(ownVariables(request, parts)).map(([name, value]) => ({ name, value })),
    ],
    ...(parts.includes('work') && { workingDir: directories.work }),
    ...(serves && { ports: [{ name: servingPort, containerPort: serves.port }] }),
    resources: containerResources(resources, true),
    securityContext: containerSecurity,
    ...(parts.length > 0 && {
      volumeMounts: parts.map((part) =>
        part === 'runner' ? { ...mountOf(part), readOnly: true } : mountOf(part),
      ),
    }),
  };
}

/** The kubelet waits for the Secret, so that no program starts without; what the Job itself sets wins over it. */
function accessOf({ job, cluster, run, epoch }: PodRequest): object {
  if (cluster.spec.access === 'none' || job.spec.untrusted === true) return {};
  return { envFrom: [{ secretRef: { name: accessSecretName(attemptName(run, epoch)) } }] };
}

/** Variables that Slipway sets; `isReservedVariable` keeps Jobs from setting them too. */
function ownVariables(
  { job: { metadata }, run, epoch, isIndexed }: PodRequest,
  parts: readonly WorkspacePart[],
): Readonly<Record<string, string>> {
  return {
    SLIPWAY_TEAM: metadata.team,
    SLIPWAY_JOB: metadata.name,
    SLIPWAY_RUN: run,
    SLIPWAY_ATTEMPT: attemptName(run, epoch),
    SLIPWAY_EPOCH: String(epoch),
    ...(!isIndexed && { JOB_COMPLETION_INDEX: '0' }),
    HOME: parts.includes('work') ? directories.work : '/tmp',
    ...(parts.includes('python') && {
      VIRTUAL_ENV: directories.python,
      PATH: `${directories.python}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    }),
  };
}

function volumesOf(request: PodRequest): readonly object[] {
  const { files, configMap } = request;
  const empty = partsOf(request).map((part) => ({ name: volumes[part], emptyDir: {} }));
  if (files.length === 0) return empty;
  const items = files.map(({ key, path }) => ({ key, path }));
  return [...empty, { name: volumes.files, configMap: { name: configMap, items } }];
}

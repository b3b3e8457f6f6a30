import type { Cluster, RunnableJob } from '@slipway/resources';
import { preparation } from './attempt-manifest.ts';
import { containerResources } from './container-resources.ts';
import { escapeExpansion } from './literal-text.ts';
import { containerSecurity } from './pod-security.ts';
import { checkoutScript, copyScript, gitSettings, pythonScript } from './preparation-scripts.ts';
import { runnerImage, runnerInImage } from './runner.ts';
import type { PackedFile } from './source-files.ts';
import { directories, mountOf } from './workspace-volumes.ts';

interface Step {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir?: string;
  readonly volumeMounts: readonly object[];
  /** It writes into its volumes alone. */
  readonly readOnlyRoot?: boolean;
}

/** Init containers that put the command `slipway`, source and Python packages into the volumes of a pod. */
export function preparationContainers(
  job: RunnableJob,
  cluster: Cluster,
  files: readonly PackedFile[],
): readonly object[] {
  const { source, python } = job.spec;
  const image = runnerImage(job, cluster);
  const steps: Step[] = [];
  if (image !== undefined) steps.push(runnerStep(image));
  if (source && 'git' in source) steps.push(checkoutStep(cluster, source.git));
  if (files.length > 0) steps.push(copyStep(cluster, files));
  if (python) steps.push(pythonStep(job.spec.image, python.requirements));
  return steps.map(({ name, image, command, args, env, workingDir, volumeMounts, readOnlyRoot }) => ({
    name,
    image,
    command: command.map(escapeExpansion),
    args: args.map(escapeExpansion),
    env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
    ...(workingDir !== undefined && { workingDir }),
    resources: containerResources(job.spec.resources, false),
    securityContext: { ...containerSecurity, ...(readOnlyRoot && { readOnlyRootFilesystem: true }) },
    volumeMounts,
  }));
}

function runnerStep(image: string): Step {
  return {
    name: preparation.runner,
    image,
    command: ['cp', '-R'],
    args: [`${runnerInImage}/.`, directories.runner],
    env: {},
    volumeMounts: [mountOf('runner')],
    readOnlyRoot: true,
  };
}

function checkoutStep(cluster: Cluster, git: { readonly url: string; readonly revision: string }): Step {
  return {
    name: preparation.source,
    image: cluster.spec.images.git,
    command: ['/bin/sh', '-c', checkoutScript, preparation.source],
    args: [git.url, git.revision],
    env: gitSettings(directories.work),
    workingDir: directories.work,
    volumeMounts: [mountOf('work')],
  };
}

function copyStep(cluster: Cluster, files: readonly PackedFile[]): Step {
  return {
    name: preparation.source,
    image: cluster.spec.images.git,
    command: ['/bin/sh', '-c', copyScript, preparation.source],
    args: files.map((file) => file.path),
    env: { FILES: directories.files, TARGET: directories.work },
    volumeMounts: [mountOf('work'), { ...mountOf('files'), readOnly: true }],
  };
}

function pythonStep(image: string, requirements: readonly string[]): Step {
  return {
    name: preparation.python,
    image,
    command: ['python3', '-I', '-c', pythonScript, directories.python],
    args: requirements,
    env: { HOME: '/tmp' },
    volumeMounts: [mountOf('python')],
  };
}

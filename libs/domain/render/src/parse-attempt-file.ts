import {
  invalidFile,
  isReservedVariable,
  issueAtPath,
  manifestBounds,
  readDocuments,
  type YamlDocument,
} from '@slipway/resources';
import { isTrialVariable } from '@slipway/studies';
import { attemptContradiction } from './attempt-contradiction.ts';
import { AttemptJob, SourceConfigMap, WorkspaceSchema } from './attempt-file-schema.ts';
import {
  annotations,
  labels,
  type AttemptManifest,
  type AttemptVariable,
  type SourceFile,
  type Workspace,
} from './attempt-manifest.ts';
import { decodeDocument } from './decode-document.ts';
import { ignoredByProcesses } from './ignored-by-processes.ts';
import { unescapeExpansion } from './literal-text.ts';

/**
 * Reads the file of an attempt, as `renderAttempt` writes it.
 * @throws InvalidInputError for anything else: unknown fields, parts that contradict each other, unsafe names and paths.
 */
export function parseAttemptFile(file: string, text: string): AttemptManifest {
  const documents = readDocuments(file, text, manifestBounds);
  const last = documents.at(-1);
  if (last === undefined || documents.length > 2) {
    throw invalidFile(file, [
      {
        file,
        message: `expected a Job, with at most a ConfigMap before it, not ${String(documents.length)} documents`,
      },
    ]);
  }
  const job = decodeDocument(last, AttemptJob);
  const configMap =
    documents.length === 2 && documents[0] ? decodeDocument(documents[0], SourceConfigMap) : undefined;
  const workspace = workspaceOf(last, job);
  const contradiction = attemptContradiction(job, workspace, configMap);
  if (contradiction) {
    const [path, message] = contradiction;
    throw invalidFile(file, [issueAtPath(last.source, last.root, path, { message })]);
  }
  return manifestOf(job, workspace, configMap);
}

function workspaceOf({ source, root }: YamlDocument, { metadata }: AttemptJob): Workspace {
  const path = ['metadata', 'annotations', annotations.workspace];
  let value: unknown;
  try {
    value = JSON.parse(metadata.annotations[annotations.workspace] ?? '');
  } catch {
    throw invalidFile(source.file, [
      issueAtPath(source, root, path, {
        message: `the annotation ${annotations.workspace} is missing or no JSON`,
      }),
    ]);
  }
  const result = WorkspaceSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const message = `the annotation ${annotations.workspace} is no workspace: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
  throw invalidFile(source.file, [issueAtPath(source, root, path, { message })]);
}

function manifestOf(
  job: AttemptJob,
  workspace: Workspace,
  configMap: SourceConfigMap | undefined,
): AttemptManifest {
  const { metadata, spec } = job;
  const pod = spec.template.spec;
  const [main] = pod.containers;
  if (main === undefined) throw new TypeError('the schema asks for one container');
  const own = metadata.labels;
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    team: own[labels.team] ?? '',
    job: own[labels.job] ?? '',
    run: own[labels.run] ?? '',
    attempt: own[labels.attempt] ?? '',
    epoch: Number(own[labels.epoch]),
    withdrawn: spec.suspend ?? false,
    replicas: spec.completions ?? 1,
    command: main.command.map(unescapeExpansion),
    args: main.args.map(unescapeExpansion),
    env: main.env.filter(({ name }) => isTrialVariable(name) || !isReservedVariable(name)).map(variableOf),
    ...(spec.activeDeadlineSeconds !== undefined && { timeoutSeconds: spec.activeDeadlineSeconds }),
    gracePeriodSeconds: pod.terminationGracePeriodSeconds,
    requests: main.resources.requests,
    limits: main.resources.limits,
    workspace,
    sourceFiles: sourceFilesOf(workspace, configMap),
    ignored: ignoredByProcesses(job),
  };
}

function variableOf(
  variable: AttemptJob['spec']['template']['spec']['containers'][number]['env'][number],
): AttemptVariable {
  return 'value' in variable
    ? { name: variable.name, value: unescapeExpansion(variable.value) }
    : { name: variable.name, secret: variable.valueFrom.secretKeyRef };
}

function sourceFilesOf({ source }: Workspace, configMap: SourceConfigMap | undefined): readonly SourceFile[] {
  if (source === null || 'git' in source) return [];
  return Object.entries(source.configMap.files).map(([key, path]) => ({
    path,
    content: configMap?.data[key] ?? '',
  }));
}

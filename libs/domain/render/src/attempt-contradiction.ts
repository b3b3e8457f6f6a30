import { accessSecretName } from './access-secret.ts';
import type { AttemptJob, SourceConfigMap } from './attempt-file-schema.ts';
import { annotations, attemptName, labels, manager, type Workspace } from './attempt-manifest.ts';

/**
 * What the parts of an attempt's file say against each other, as a path in the Job and a message. An agent names
 * directories and reports after these: they must agree before anything is run.
 */
export function attemptContradiction(
  job: AttemptJob,
  workspace: Workspace,
  configMap: SourceConfigMap | undefined,
): readonly [path: string[], message: string] | undefined {
  const { metadata, spec } = job;
  const own = metadata.labels;
  const epoch = own[labels.epoch] ?? '';
  if (own[labels.managedBy] !== manager)
    return [['metadata', 'labels'], `the label ${labels.managedBy} is not ${manager}`];
  if (own[labels.team] !== metadata.namespace)
    return [['metadata', 'namespace'], `the namespace is not that of the label ${labels.team}`];
  if (own[labels.attempt] !== metadata.name)
    return [['metadata', 'name'], `the name is not that of the label ${labels.attempt}`];
  if (!/^[1-9]\d{0,5}$/.test(epoch)) return [['metadata', 'labels'], `the label ${labels.epoch} is no epoch`];
  if (metadata.name !== attemptName(own[labels.run] ?? '', Number(epoch)))
    return [['metadata', 'name'], 'the name is not made of run and epoch'];
  if (!own[labels.run]?.startsWith(`${own[labels.job] ?? ''}-`))
    return [['metadata', 'labels'], `the label ${labels.run} is not made of the name of the job`];
  if (
    (spec.completionMode === undefined) !== (spec.completions === undefined) ||
    spec.completions !== spec.parallelism
  ) {
    return [['spec', 'completions'], 'completionMode, completions and parallelism do not go together'];
  }
  const [access] = spec.template.spec.containers[0]?.envFrom ?? [];
  if (access && access.secretRef.name !== accessSecretName(metadata.name))
    return [['spec', 'template'], `its variables are not from the Secret ${accessSecretName(metadata.name)}`];
  if ((metadata.annotations[annotations.withdrawn] === 'true') !== (spec.suspend === true))
    return [['spec', 'suspend'], `suspend and the annotation ${annotations.withdrawn} do not go together`];
  return configMapContradiction(job, workspace, configMap);
}

function configMapContradiction(
  { metadata }: AttemptJob,
  { source }: Workspace,
  configMap: SourceConfigMap | undefined,
): readonly [path: string[], message: string] | undefined {
  const wanted = source && 'configMap' in source ? source.configMap : undefined;
  if (
    wanted?.name !== configMap?.metadata.name ||
    (configMap && configMap.metadata.namespace !== metadata.namespace)
  ) {
    return [
      ['metadata', 'annotations'],
      'the ConfigMap of the workspace and the one in the file are not the same',
    ];
  }
  const keys = Object.keys(configMap?.data ?? {}).sort();
  return keys.join('/') ===
    Object.keys(wanted?.files ?? {})
      .sort()
      .join('/')
    ? undefined
    : [['metadata', 'annotations'], 'the files of the workspace and of the ConfigMap are not the same'];
}

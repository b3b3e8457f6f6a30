import { labels, manager } from './attempt-manifest.ts';

/** Type of these Secrets, and of no others: Kubernetes attaches no meaning to it, as it does to those of its own. */
export const accessSecretType = 'slipway.dev/access';

const suffix = '-access';

/** Name of the Secret with the variables by which programs of an attempt reach Slipway. */
export const accessSecretName = (attempt: string): string => `${attempt}${suffix}`;

export interface AccessRequest {
  readonly attempt: string;
  /** Its namespace has the same name. */
  readonly team: string;
  /** Uid of the attempt's Job. */
  readonly job: string;
  /** By the names that programs find them by: all begin with `SLIPWAY_` or `MLFLOW_`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A Secret in the form of Kubernetes. */
export type AccessSecret = Readonly<{
  apiVersion: 'v1';
  kind: 'Secret';
  metadata: Readonly<{
    name: string;
    namespace: string;
    labels: Readonly<Record<string, string>>;
    ownerReferences: readonly object[];
  }>;
  type: string;
  immutable: true;
  stringData: Readonly<Record<string, string>>;
}>;

/** What the agent gives the pods of an attempt. It goes with its Job, and nobody changes it meanwhile. */
export function accessSecret({ attempt, team, job, variables }: AccessRequest): AccessSecret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: accessSecretName(attempt),
      namespace: team,
      labels: { [labels.managedBy]: manager, [labels.team]: team, [labels.attempt]: attempt },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', name: attempt, uid: job }],
    },
    type: accessSecretType,
    immutable: true,
    stringData: variables,
  };
}

/**
 * Whether an admission request creates such a Secret, in CEL, where `labels` are those of the object. The names of variables
 * are bound as they become those of every program of the team: an agent that was stolen may not set `LD_PRELOAD`.
 */
export const isAccessSecret = [
  "request.operation == 'CREATE'",
  "request.resource.group == ''",
  "request.resource.resource == 'secrets'",
  `object.type == '${accessSecretType}'`,
  'has(object.immutable) && object.immutable',
  `'${labels.attempt}' in variables.labels`,
  `object.metadata.name == variables.labels['${labels.attempt}'] + '${suffix}'`,
  'has(object.metadata.ownerReferences) && object.metadata.ownerReferences.size() == 1',
  "object.metadata.ownerReferences.all(owner, owner.apiVersion == 'batch/v1' && owner.kind == 'Job' && " +
    `owner.name == variables.labels['${labels.attempt}'])`,
  "(!has(object.data) || object.data.all(name, name.matches('^(SLIPWAY|MLFLOW)_[A-Z_]+$')))",
].join(' && ');

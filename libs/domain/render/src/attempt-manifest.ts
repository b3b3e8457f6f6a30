/** Labels and annotations of everything that Slipway renders: the agreement between rendering, agents and dashboards. */
export const labels = {
  managedBy: 'app.kubernetes.io/managed-by',
  team: 'slipway.dev/team',
  job: 'slipway.dev/job',
  run: 'slipway.dev/run',
  attempt: 'slipway.dev/attempt',
  epoch: 'slipway.dev/epoch',
} as const;

/** Value of the `managedBy` label. */
export const manager = 'slipway';

export const annotations = {
  /** Canonical JSON of a `Workspace`, on the Job of an attempt. */
  workspace: 'slipway.dev/workspace',
  /** `true` on the suspended Job of an attempt that is withdrawn from its cluster. */
  withdrawn: 'slipway.dev/withdrawn',
} as const;

/** Names of the init containers that prepare a pod on a real cluster; a process runtime does their work itself. */
export const preparation = {
  runner: 'slipway-runner',
  source: 'slipway-source',
  python: 'slipway-python',
} as const;

/** The main container of an attempt's pods. */
export const mainContainer = 'main';

/** What has to be there before the command of an attempt starts, and what is kept of it afterwards. */
export interface Workspace {
  readonly source:
    | { readonly git: { readonly url: string; readonly revision: string } }
    /** Name of the ConfigMap in the same file: keys are file paths with `/` written as `__`; `files` maps key → path. */
    | { readonly configMap: { readonly name: string; readonly files: Readonly<Record<string, string>> } }
    | null;
  /** pip requirements, one per line; null when the Job asks for no Python environment. */
  readonly python: { readonly requirements: readonly string[] } | null;
  /** Output artifacts: files or folders below the working directory. */
  readonly artifacts: readonly { readonly name: string; readonly path: string }[];
}

/** An attempt as its manifest declares it, for an agent that runs it without Kubernetes. */
export interface AttemptManifest {
  /** `<run>-<epoch>`: the name of the Job. */
  readonly name: string;
  readonly namespace: string;
  readonly team: string;
  readonly job: string;
  readonly run: string;
  /** The same as `name`. */
  readonly attempt: string;
  /** From 1. */
  readonly epoch: number;
  /** It is not to be started any more, and to be ended where it runs. */
  readonly withdrawn: boolean;
  /** Processes side by side, numbered from 0. */
  readonly replicas: number;
  readonly command: readonly string[];
  readonly args: readonly string[];
  /** Variables of the Job; those that Slipway sets itself are left out. */
  readonly env: readonly AttemptVariable[];
  readonly timeoutSeconds?: number;
  readonly gracePeriodSeconds: number;
  /** Kubernetes quantities by resource name, for one replica. */
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  readonly workspace: Workspace;
  /** Text files to put into the working directory. */
  readonly sourceFiles: readonly SourceFile[];
  /** Fields that a runtime of plain processes does not honour, each with the reason. */
  readonly ignored: readonly string[];
}

export type AttemptVariable =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly secret: { readonly name: string; readonly key: string } };

export interface SourceFile {
  /** Relative path with `/`. */
  readonly path: string;
  readonly content: string;
}

/** `<run>-<epoch>`: the name of an attempt and of its Job. */
export function attemptName(run: string, epoch: number): string {
  return `${run}-${String(epoch)}`;
}

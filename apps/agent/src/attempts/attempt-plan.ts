import type { AttemptVariable, Workspace } from '@slipway/render';

/** What a manifest asks of this agent, free of the forms of Kubernetes. */
export interface AttemptPlan {
  readonly team: string;
  readonly job: string;
  readonly run: string;
  readonly attempt: string;
  readonly epoch: number;
  /** Nothing of it may be started any more. */
  readonly withdrawn: boolean;
  /** Program and arguments of every process. */
  readonly argv: readonly string[];
  readonly environment: readonly AttemptVariable[];
  /** Number of processes. */
  readonly replicas: number;
  /** Seconds from the start of the processes. */
  readonly timeoutSeconds: number | undefined;
  /** Seconds between SIGTERM and SIGKILL. */
  readonly graceSeconds: number;
  /** Base units that one process asks for: `cpu` in cores, `memory` in bytes, and others. */
  readonly requests: Readonly<Record<string, number>>;
  readonly workspace: Workspace;
  /** Content of the files that `workspace.source.configMap` names, by their path. */
  readonly files: Readonly<Record<string, string>>;
  /** Fields of the manifest that this runtime does not honour, with the reason. */
  readonly ignored: readonly string[];
}

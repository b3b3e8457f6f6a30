import type { Run } from '@slipway/runs';
import type { Configuration } from '@slipway/studies';

/** What names a resource. `team` is undefined for kinds without one. */
export interface ResourceKey {
  readonly kind: string;
  readonly team: string | undefined;
  readonly name: string;
}

/** A resource as it was last accepted. */
export interface ResourceRecord extends ResourceKey {
  /** Raised by each change, from 1. */
  readonly generation: number;
  /** Id of the change that made this generation; names the revision. */
  readonly change: string;
  /** The validated resource with defaults: `apiVersion`, `kind`, `metadata`, `spec`. */
  readonly document: Readonly<Record<string, unknown>>;
  /** The YAML text in the environment repository. */
  readonly source: string;
  /** Source files beside it, content by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly updatedAt: Date;
  /** Why the change was rejected; the environment repository then has an older generation, or none. */
  readonly rejection: string | undefined;
}

/** One generation of a resource, kept for the runs that were started from it. */
export type ResourceRevision = Pick<ResourceRecord, 'change' | 'document' | 'files'>;

/** What is known of an attempt besides what decides about it. */
export interface AttemptRecord {
  readonly epoch: number;
  /** `<run>-<epoch>`, unique. */
  readonly name: string;
  readonly cluster: string;
  /** Path of its manifest in the environment repository. */
  readonly path: string;
  /** The change that writes its manifest. */
  readonly change: string;
  readonly createdAt: Date;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  /** Highest sequence of an agent's report that was recorded; 0 before the first. */
  readonly recorded: number;
  /** What executes it, as its agent has named it when it picked it up. */
  readonly execution: string | undefined;
}

/** What is known of a run from the beginning. */
export interface RunIdentity {
  readonly team: string;
  /** `<job>-<suffix>`, unique. */
  readonly name: string;
  readonly job: string;
  readonly generation: number;
  /** Revision of the Job that runs. */
  readonly revision: string;
  readonly requestedBy: string;
  readonly requestReason: string;
  readonly traceparent: string | undefined;
  readonly createdAt: Date;
  /** The trial that the run is, of a Study whose trials are Jobs. */
  readonly trial?: RunTrial | undefined;
}

/** A trial of a study that is to run, or does, as a Job of its own. */
export interface RunTrial {
  /** Of its study in the StudyStore. */
  readonly study: number;
  readonly number: number;
  readonly parameters: Configuration;
}

export interface RunRecord extends RunIdentity {
  /** Ascending in the order in which runs were accepted. */
  readonly id: number;
  /** What decides about it. */
  readonly run: Run;
  /** By epoch, one for each of `run.attempts`. */
  readonly attempts: readonly AttemptRecord[];
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  readonly progress: { readonly fraction: number; readonly message: string | undefined } | undefined;
  /** When the pause after the failed attempt `epoch` is over. */
  readonly backoff: { readonly epoch: number; readonly due: Date } | undefined;
}

export interface MetricPoint {
  readonly name: string;
  readonly value: number;
  readonly step: number | undefined;
  readonly at: Date;
}

export interface ArtifactRecord {
  readonly attempt: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Key in the ArtifactStore. */
  readonly key: string;
}

/** Something that happened to a run, before it has its place among the events of the team. */
export interface NewRunEvent {
  readonly team: string;
  readonly run: string;
  readonly attempt: string | undefined;
  readonly at: Date;
  readonly type: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface RunEventRecord extends NewRunEvent {
  /** From 1 without a gap within the team, in the order in which events become visible. */
  readonly id: number;
}

/** A run as it is shown. */
export interface RunDetails extends RunRecord {
  /** Latest value of each metric, by name. */
  readonly metrics: readonly MetricPoint[];
  readonly artifacts: readonly ArtifactRecord[];
}

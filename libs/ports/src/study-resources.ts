import type { RunState } from '@slipway/runs';

/** A Study of desired state that the tuning service has not followed yet. */
export interface StudyResource {
  readonly team: string;
  readonly name: string;
  /** Id of the change that made it what it is. */
  readonly change: string;
  readonly requestedBy: string;
  /** The validated resource. */
  readonly document: unknown;
}

/** A study whose trials run as Jobs of their own. */
export interface JobStudy {
  readonly ref: number;
  readonly team: string;
  readonly name: string;
  /** The validated resource. */
  readonly document: unknown;
}

/** A trial that runs as a Job. */
export interface TrialRun {
  readonly trial: number;
  readonly run: { readonly id: number; readonly state: RunState } | undefined;
}

/** Studies of desired state, as the tuning service follows them. All methods throw UnavailableError. */
export interface StudyResources {
  /** Oldest first; those of one name alone when it is given. */
  pending(
    limit: number,
    only?: { readonly team: string; readonly name: string },
  ): Promise<readonly StudyResource[]>;
  /** What was made of this change of a Study; `problem` says why nothing could be. */
  followed(
    resource: Pick<StudyResource, 'team' | 'name' | 'change'>,
    problem: string | undefined,
  ): Promise<void>;
  /** Studies whose trials run as Jobs, as long as trials of them run or may begin. */
  ofJobs(): Promise<readonly JobStudy[]>;
  /** The trials of a study that run as Jobs; those of no run are on their way to one. */
  trialRuns(study: number): Promise<readonly TrialRun[]>;
  /** Metrics that the newest attempt of a run has reported, in that order, after one of them. */
  metricsOf(
    run: number,
    after: number,
    limit: number,
  ): Promise<
    readonly {
      readonly id: number;
      readonly name: string;
      readonly value: number;
      readonly step: number | undefined;
    }[]
  >;
  /** Why the last change of a Study could not be followed. */
  problemOf(team: string, name: string): Promise<string | undefined>;
}

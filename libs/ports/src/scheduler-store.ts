import type { AttemptState, RunState, Settled } from '@slipway/runs';
import type { ChangeLog, ChangeReader } from './change-log.ts';
import type { TakenOverResource } from './deployment-store.ts';
import type { ProposalLog } from './proposals.ts';
import type { RunRequest, TakenOverRun } from './run-requests.ts';
import type { WorkflowRunStatements } from './workflows.ts';
import type {
  ArtifactRecord,
  AttemptRecord,
  MetricPoint,
  NewRunEvent,
  ResourceKey,
  ResourceRecord,
  ResourceRevision,
  RunDetails,
  RunEventRecord,
  RunIdentity,
  RunRecord,
  RunTrial,
} from './scheduler-records.ts';

/** What the scheduler knows: resources, runs and everything reported of them. All methods throw UnavailableError. */
export interface SchedulerStore extends SchedulerReader {
  /**
   * Runs `work` in one transaction and commits when it returns. It may be called again from its beginning when the
   * transaction lost against another one, so it must have no other effects.
   */
  transaction<Result>(work: (transaction: SchedulerTransaction) => Promise<Result>): Promise<Result>;
  readonly logs: LogStore;
  readonly clusters: ClusterStatusStore;
  readonly followed: FollowedEnvironment;
}

/** How far the scheduler has followed what others commit to an environment repository. */
export interface FollowedEnvironment {
  /** The last commit that was followed; undefined: never. */
  position(repository: string): Promise<string | undefined>;
  move(repository: string, to: string): Promise<void>;
}

/** A page of a list: what comes after `after` in the order of the list, at most `limit`. */
export interface Page<Key> {
  readonly after: Key | undefined;
  readonly limit: number;
}

export interface SchedulerReader {
  findResource(key: ResourceKey): Promise<ResourceRecord | undefined>;
  /** By name. `names` undefined means all. */
  listResources(
    kind: string,
    team: string | undefined,
    page: Page<string>,
    names?: readonly string[],
  ): Promise<readonly ResourceRecord[]>;
  findRun(team: string, name: string): Promise<RunDetails | undefined>;
  /** Newest first; the key is the run's `id`. */
  listRuns(
    team: string,
    filter: { readonly job?: string | undefined; readonly state?: RunState | undefined },
    page: Page<number>,
  ): Promise<readonly RunDetails[]>;
  /** In the order of their reports; the key is `id`. */
  listMetrics(
    run: number,
    name: string | undefined,
    page: Page<number>,
  ): Promise<readonly (MetricPoint & { readonly id: number })[]>;
  /** In the order of their ids; all with a lower id than one that is returned are visible too. */
  listEvents(team: string, run: string | undefined, page: Page<number>): Promise<readonly RunEventRecord[]>;
  findAttempt(name: string): Promise<AttemptAddress | undefined>;
  findAttempts(names: readonly string[]): Promise<readonly AttemptAddress[]>;
  /** Artifact of the newest attempt that has it. */
  findArtifact(run: number, name: string): Promise<ArtifactRecord | undefined>;
  countRuns(): Promise<ReadonlyMap<RunState, number>>;
}

/** Where an attempt belongs. */
export interface AttemptAddress extends Pick<
  AttemptRecord,
  'name' | 'epoch' | 'cluster' | 'recorded' | 'execution'
> {
  readonly state: AttemptState;
  readonly team: string;
  readonly run: string;
  readonly runId: number;
}

/** An attempt whose run of tracking is open. */
export interface TrackedAttempt {
  readonly attempt: string;
  readonly team: string;
  /** Id of the run in the TrackingStore. */
  readonly trackingRun: string;
}

export interface EndedTrackedAttempt extends TrackedAttempt {
  /** A final one. */
  readonly state: AttemptState;
  readonly endedAt: Date | undefined;
}

/** Something that waits for the outcome of a change. */
export type AwaitedChange = { readonly change: string } & (
  | { readonly purpose: 'resource'; readonly key: ResourceKey }
  | { readonly purpose: 'attempt' | 'withdrawal'; readonly run: number; readonly epoch: number }
  | { readonly purpose: 'retirement'; readonly run: number }
);

export interface SchedulerTransaction extends SchedulerReader {
  readonly changes: ChangeLog & Pick<ChangeReader, 'find'>;
  readonly proposals: ProposalLog;
  readonly workflows: WorkflowRunStatements;

  /** The newest session of the cluster's agent, which stays the newest until the end; undefined: it never had one. */
  holdSession(cluster: string): Promise<number | undefined>;
  /** Keeps other transactions off these resources, whether they exist or not, until the end. Taken in one order. */
  lockResources(keys: readonly ResourceKey[]): Promise<void>;
  /** Stores the resource and, when its `change` is new, a revision. */
  saveResource(resource: ResourceRecord): Promise<void>;
  deleteResource(key: ResourceKey): Promise<void>;
  findRevision(change: string): Promise<ResourceRevision | undefined>;
  /** What a run executes that belongs to no resource; `change` names it. */
  saveRevision(revision: ResourceRevision): Promise<void>;

  /** A new run without attempts, or undefined when its name is taken. */
  addRun(identity: RunIdentity, run: RunRecord['run']): Promise<RunRecord | undefined>;
  /** The runs with these ids, locked in one order until the end. */
  lockRuns(ids: readonly number[]): Promise<readonly RunRecord[]>;
  lockRun(team: string, name: string): Promise<RunRecord | undefined>;
  /** Stores what `lockRuns` gave and was changed since, new attempts included. */
  saveRuns(runs: readonly RunRecord[]): Promise<void>;
  /** Whether the Job has a run that has not ended. */
  hasUnendedRun(team: string, job: string): Promise<boolean>;

  /** Locks the quota of a team until the end and counts its runs that have an attempt and have not ended. */
  lockQuota(team: string): Promise<{ readonly active: number }>;
  /** Oldest runs of the team that have no attempt yet and that no other transaction holds; their ids. */
  heldRuns(team: string, limit: number): Promise<readonly number[]>;
  teamsWithHeldRuns(): Promise<readonly string[]>;
  /** Ids, ascending, of runs whose newest attempt is on one of these clusters and has not ended; the key is the id. */
  liveRunsOn(clusters: readonly string[], page: Page<number>): Promise<readonly number[]>;

  /** Oldest first; they count as answered when the transaction commits. Leaves those that another transaction holds. */
  takeRunRequests(limit: number): Promise<readonly RunRequest[]>;
  /** Runs that a commit of others has started, as it was noted last. */
  takenOverRuns(repository: string, commit: string, limit: number): Promise<readonly TakenOverRun[]>;
  /** Noting it again for the same commit takes the place of the first note, and the commit is told of anew. */
  noteTakenOver(resource: TakenOverResource): Promise<void>;

  awaitChange(awaited: AwaitedChange): Promise<void>;
  /** Takes awaited changes that have their outcome, in log order, leaving those that another transaction holds. */
  takeSettled(
    limit: number,
  ): Promise<readonly { readonly awaited: AwaitedChange; readonly outcome: Settled }[]>;
  /** Ids of runs whose backoff is over, leaving those that another transaction holds. */
  elapsedBackoffs(now: Date, limit: number): Promise<readonly number[]>;

  /** Appends points to the history and updates the latest values, except for new names beyond `maxNames` of a run. */
  addMetrics(points: readonly (MetricPoint & { readonly run: number })[], maxNames: number): Promise<void>;
  /** Notes that the attempt has a run of tracking, which is to be closed when the attempt has ended. Idempotent. */
  trackAttempt(tracked: TrackedAttempt): Promise<void>;
  endedTrackedAttempts(limit: number): Promise<readonly EndedTrackedAttempt[]>;
  /** The runs of tracking of these attempts are closed. */
  untrackAttempts(attempts: readonly string[]): Promise<void>;
  /** Studies of desired state that have ended, all of their trials too, and whose result was not committed as it is now. */
  endedStudies(
    limit: number,
    only?: { readonly team: string; readonly name: string },
  ): Promise<readonly { readonly team: string; readonly name: string }[]>;
  /** The change that commits the result which the study had at this place of its sampler's calls. */
  saveStudyResult(result: {
    readonly team: string;
    readonly name: string;
    readonly sequence: number;
    readonly change: string;
  }): Promise<void>;
  /** Whether the trials of a Study are to run as Jobs of their own, from now on. */
  startTrials(team: string, study: string, starts: boolean): Promise<void>;
  /** Studies with trials that are to run as Jobs and are not runs yet. */
  studiesWithUnstartedTrials(
    limit: number,
  ): Promise<readonly { readonly team: string; readonly name: string }[]>;
  /** By number. */
  unstartedTrials(team: string, study: string, limit: number): Promise<readonly RunTrial[]>;
  /** Runs of trials that are to be cancelled, as nobody waits for their result any more. */
  strayTrialRuns(limit: number): Promise<readonly { readonly id: number; readonly reason: string }[]>;
  /** Studies whose runs of trials are to leave git now, without waiting for a change that begins others. */
  studiesWithRetirableRuns(
    limit: number,
  ): Promise<readonly { readonly team: string; readonly name: string }[]>;
  /** Runs of trials of a Study whose removal from git was decided and is in no change yet; their ids. */
  retirableTrialRuns(team: string, study: string, limit: number): Promise<readonly number[]>;
  saveArtifact(run: number, epoch: number, artifact: ArtifactRecord): Promise<void>;
  /** Events become visible with the transaction, in this order. */
  announce(events: readonly NewRunEvent[]): void;
}

/** What the agents of clusters tell of themselves. */
export interface ClusterStatusStore {
  /** A new session of the cluster's agent; its number is higher than all before. */
  openSession(cluster: string): Promise<number>;
  /** The status heard last, at the database's time. Storing an equal one again is cheap. */
  save(cluster: string, status: Readonly<Record<string, unknown>>): Promise<void>;
  find(cluster: string): Promise<ClusterStatusRecord | undefined>;
  /** By name of the cluster. */
  list(page: Page<string>): Promise<readonly ClusterStatusRecord[]>;
}

export interface ClusterStatusRecord {
  readonly cluster: string;
  readonly status: Readonly<Record<string, unknown>>;
  readonly seenAt: Date;
  readonly seenSecondsAgo: number;
}

/** One log for each process of an attempt. */
export interface LogAddress {
  readonly attempt: string;
  /** Index of the process, from 0. */
  readonly index: number;
}

export interface LogStore {
  /**
   * Appends what lies beyond the end of the log, and nothing when `offset` leaves a gap. Bytes beyond `maxBytes` of all
   * logs of the attempt together are dropped. `next` is the offset wanted next, `mark` the one that came with
   * what is stored last.
   */
  append(
    log: LogAddress,
    offset: number,
    bytes: Uint8Array,
    maxBytes: number,
    mark?: string,
  ): Promise<{ readonly next: number; readonly full: boolean; readonly mark: string | undefined }>;
  /** One stored piece from `offset` on; empty at the end. `full` when the bound was reached and bytes were dropped. */
  read(log: LogAddress, offset: number): Promise<{ readonly bytes: Uint8Array; readonly full: boolean }>;
}

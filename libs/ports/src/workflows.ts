import type { Workflow } from '@slipway/resources';
import type { WorkflowActor, WorkflowEvent, WorkflowRun } from '@slipway/workflows';
import type { Page } from './scheduler-store.ts';

/** A run of a workflow before it is stored. */
export interface NewWorkflowRun {
  /** Names what it was started by: the same is started once. */
  readonly key: string;
  readonly team: string;
  /** `owner/name` in lower case, or as whoever has started it by hand calls it. */
  readonly repository: string;
  /** Address that its code is cloned from. */
  readonly cloneUrl: string;
  /** Whether it is told beside its commit on GitHub. */
  readonly isOnGitHub: boolean;
  readonly workflow: Workflow;
  readonly event: WorkflowEvent;
  readonly run: WorkflowRun;
  /** Of its repository; one run of a group is at work. */
  readonly group: string;
  readonly cancelSuperseded: boolean;
  readonly createdAt: Date;
}

export interface WorkflowRunRecord extends NewWorkflowRun {
  /** Ascending in the order in which they were begun. */
  readonly id: number;
  readonly endedAt: Date | undefined;
  /** Raised by each change, from 1. */
  readonly version: number;
}

/** Runs of workflows within a transaction of the caller. What is locked is so until the end. */
export interface WorkflowRunStatements {
  /** Undefined when what its key names was begun already. */
  begin(run: NewWorkflowRun): Promise<WorkflowRunRecord | undefined>;
  lock(id: number): Promise<WorkflowRunRecord | undefined>;
  /** Ids of those that have a job to be taken up or stopped by this actor now, the oldest. Nothing is locked. */
  toDo(actor: WorkflowActor, now: Date, limit: number): Promise<readonly number[]>;
  /** Ids of those of which a program has ended, the oldest. Nothing is locked. */
  endedPrograms(limit: number): Promise<readonly number[]>;
  /** Those of a group that have not ended. */
  lockGroup(repository: string, group: string): Promise<readonly WorkflowRunRecord[]>;
  /** Those of a pull request that have not ended, or of which something still runs. */
  lockPullRequest(repository: string, number: number): Promise<readonly WorkflowRunRecord[]>;
  save(record: WorkflowRunRecord, now: Date): Promise<void>;
}

export interface WorkflowRunFilter {
  readonly repository?: string | undefined;
  readonly commit?: string | undefined;
  readonly workflow?: string | undefined;
  readonly isOnGitHub?: boolean | undefined;
}

/** A time at which a workflow is to start. */
export interface WorkflowSchedule {
  readonly workflow: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly due: Date;
}

/** Runs of which one is at work at a time. */
export interface WorkflowGroup {
  readonly repository: string;
  readonly group: string;
}

export interface WorkflowStore {
  transaction<Result>(work: (statements: WorkflowRunStatements) => Promise<Result>): Promise<Result>;
  find(team: string, id: number): Promise<WorkflowRunRecord | undefined>;
  /** What was begun by this key. */
  findByKey(key: string): Promise<WorkflowRunRecord | undefined>;
  /** Newest first; the key is the id. `team` undefined: of all. */
  list(
    team: string | undefined,
    filter: WorkflowRunFilter,
    page: Page<number>,
  ): Promise<readonly WorkflowRunRecord[]>;
  /** The newest run of a workflow that was begun by an event of which this is a part. */
  newestOf(
    repository: string,
    workflow: string,
    event: Readonly<Record<string, string | number>>,
  ): Promise<WorkflowRunRecord | undefined>;
  /**
   * Groups in which a run waits, and where one may begin or be superseded: not those that wait for what is at work. In an
   * order that stays as it is.
   */
  waitingGroups(page: Page<WorkflowGroup>): Promise<readonly WorkflowGroup[]>;
  /** On GitHub in other repositories than these, and changed since they were told of; the least recently changed first. */
  untold(limit: number, without: readonly string[]): Promise<readonly WorkflowRunRecord[]>;
  /** It was told of as it was in this version. @param told digests of what was said of jobs, by their names */
  noteTold(id: number, version: number, told: ReadonlyMap<string, string>): Promise<void>;
  /** What a repository is to start at which times, in place of what it had. A time that it has already keeps when it is due. */
  setSchedules(repository: string, schedules: readonly WorkflowSchedule[]): Promise<void>;
  dueSchedules(
    now: Date,
    limit: number,
  ): Promise<readonly (WorkflowSchedule & { readonly repository: string })[]>;
  /** Undefined: it never comes again. */
  moveSchedule(
    repository: string,
    schedule: Pick<WorkflowSchedule, 'workflow' | 'cron'>,
    due: Date | undefined,
  ): Promise<void>;
  /** Removes runs that have ended before. */
  prune(before: Date, limit: number): Promise<number>;
}

import type { DeployedResource } from '@slipway/runs';
import type { ObjectId } from './git-remote.ts';
import type { ResourceKey } from './scheduler-records.ts';

/** A resource that was taken over from a commit of others, and what follows from it. */
export interface TakenOverResource {
  readonly repository: string;
  readonly commit: ObjectId;
  readonly key: ResourceKey;
  /** Id of the change that brings what is rendered from it; undefined when that is nothing. */
  readonly change: string | undefined;
  /** Name of the run that it starts. */
  readonly run: string | undefined;
  /** Why it can not be as the commit has it. */
  readonly refusal: string | undefined;
  readonly at: Date;
}

/** Commits of others on their way into the clusters, for who tells of them. */
export interface DeploymentStore {
  /** Commits that were taken over since then and were not told to their end, oldest first. */
  unsettled(repository: string, since: Date, limit: number): Promise<readonly ObjectId[]>;
  /** What the commit has changed, and how far that is now. */
  resources(repository: string, commit: ObjectId): Promise<readonly DeployedResource[]>;
  /** What was told of the commit last, in the words of who told it. */
  told(repository: string, commit: ObjectId): Promise<string | undefined>;
  /** Forgets notes that are older, and what was asked about them. @returns how many, at most `limit`: call again then */
  prune(before: Date, limit: number): Promise<number>;
  noteTold(repository: string, commit: ObjectId, told: string, isSettled: boolean): Promise<void>;
}

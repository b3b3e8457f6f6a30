/**
 * A change is what every part of Slipway appends to the change log: file operations on the environment repository with
 * an author and a reason. The committer makes exactly one commit of each accepted change.
 */
export interface Change {
  /** ULID; the `Change-Id` trailer of the commit. */
  readonly id: string;
  /** Which environment repository; `environment` unless configured otherwise. */
  readonly repository: string;
  /** Team on whose account the change is; undefined for platform changes. Pushes are shared fairly between teams. */
  readonly team: string | undefined;
  /** First line of the commit message, at most 120 characters, imperative: `Run digits-7k2m9q0x`. */
  readonly subject: string;
  readonly operations: readonly FileOperation[];
  /** The service that asks, which decides the paths it may write: `scheduler`, `tuning`, `model-registry`, … */
  readonly service: string;
  /** Principal on whose behalf: trailer `Requested-By`. */
  readonly requestedBy: string;
  /** `Kind/team/name` (or `Kind/name` for kinds without a team): trailer `Resource`. */
  readonly resource: string;
  /** One line: trailer `Reason`. */
  readonly reason: string;
  /** W3C trace context: trailer `Traceparent`. */
  readonly traceparent: string | undefined;
  /** What must hold on the tip the change is applied to; otherwise it is rejected with the reason. */
  readonly preconditions: readonly Precondition[];
}

/** Text files only: an environment repository holds manifests and the small sources beside them. */
export type FileOperation =
  | { readonly op: 'write'; readonly path: string; readonly content: string }
  /** Deleting a path that does not exist is not an error: it has no effect. */
  | { readonly op: 'delete'; readonly path: string };

/** `blob` is the git blob id the path must have on the tip, or null when it must not exist. */
export interface Precondition {
  readonly path: string;
  readonly blob: string | null;
}

/** What became of a change. */
export const ChangeState = {
  Accepted: 'accepted',
  /** In the environment repository, with its commit. */
  Pushed: 'pushed',
  /** The tree already was as the change wants it: no commit was made. */
  NoEffect: 'no-effect',
  /** A precondition or a path rule refused it: nothing was written. */
  Rejected: 'rejected',
} as const;
export type ChangeState = (typeof ChangeState)[keyof typeof ChangeState];

export type ChangeOutcome =
  | { readonly id: string; readonly state: 'pushed'; readonly commit: string }
  | { readonly id: string; readonly state: 'no-effect'; readonly commit: string }
  | { readonly id: string; readonly state: 'rejected'; readonly reason: string };

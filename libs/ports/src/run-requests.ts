/** What somebody asks the scheduler for about the runs that a commit of others has started. */
export interface RunRequest {
  /** Of whoever asks: asking again with the same id has no second effect. At most 100 characters. */
  readonly id: string;
  readonly repository: string;
  /** The commit that was taken over. */
  readonly commit: string;
  /** `retry`: what failed or was cancelled runs again. `cancel`: what has not ended is stopped. */
  readonly verb: 'retry' | 'cancel';
  readonly requestedBy: string;
  readonly reason: string;
}

/** Asks the scheduler, which answers in its own time; what was asked is never lost. */
export interface RunRequests {
  ask(request: RunRequest): Promise<void>;
}

/** A run that a commit of others has started. */
export interface TakenOverRun {
  readonly key: { readonly kind: string; readonly team: string; readonly name: string };
  readonly run: string;
}

/** What has to be done in the same transaction that stores the new state. */
export type RunEffect =
  /** Append the change that writes the manifest of attempt `epoch` and deletes that of `replaces`. */
  | { readonly kind: 'commit-attempt'; readonly epoch: number; readonly replaces: number | undefined }
  /** Append the change that withdraws the manifest of attempt `epoch`: it is neither started nor goes on from then. */
  | { readonly kind: 'withdraw'; readonly epoch: number }
  /** Append the change that deletes the manifests of all attempts. At most once in the life of a run. */
  | { readonly kind: 'retire' }
  /** Send `backoff-elapsed` with this epoch after so many milliseconds. */
  | { readonly kind: 'schedule-backoff'; readonly epoch: number; readonly delay: number }
  /** Tell whoever watches. */
  | { readonly kind: 'announce'; readonly event: RunAnnouncement };

export interface RunAnnouncement {
  readonly type:
    | 'committed'
    | 'picked-up'
    | 'preparing'
    | 'started'
    | 'ended'
    | 'backing-off'
    | 'cancelling'
    | 'moving'
    | 'finished'
    | 'retired'
    | 'warning';
  /** Undefined when it concerns the run as a whole. */
  readonly epoch: number | undefined;
  readonly message: string;
  readonly data: Readonly<Record<string, string | number | readonly string[]>>;
}

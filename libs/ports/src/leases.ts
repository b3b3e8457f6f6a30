/** Named leases, kept by a database or a cluster: at most one holder at a time, as far as clocks allow; effects must be fenced. */
export interface Leases {
  /**
   * Takes the lease, waiting for it until `signal` aborts (then undefined), and keeps renewing it in the background.
   * The returned lease's `lost` aborts when it could not be renewed in time: stop writing then.
   */
  acquire(name: string, options: LeaseOptions): Promise<Lease | undefined>;
}

export interface LeaseOptions {
  /** Milliseconds after which an unrenewed lease may be taken by another holder. */
  readonly duration: number;
  readonly signal: AbortSignal;
}

export interface Lease {
  /** Only the holder of this ticket can release or renew. */
  readonly ticket: string;
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

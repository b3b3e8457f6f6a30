/** What became of a change: its manifest is (or no longer is) in the environment repository, or it was refused. */
export type Settled =
  | { readonly state: 'pushed' | 'no-effect'; readonly commit: string }
  | { readonly state: 'rejected'; readonly reason: string };

/** Everything that can happen to a run. Inputs may come twice, late, or out of order. */
export type RunInput =
  /** A slot of the quota is free: the first attempt may go. */
  | { readonly type: 'admitted' }
  /** The change that writes the manifest of an attempt has its outcome. */
  | { readonly type: 'attempt-settled'; readonly epoch: number; readonly outcome: Settled }
  /** The change that removes the run's manifests has its outcome. */
  | { readonly type: 'retirement-settled'; readonly outcome: Settled }
  /** An agent has seen the manifest. `ignored`: fields that its runtime does not honour, with the reason. */
  | { readonly type: 'picked-up'; readonly epoch: number; readonly ignored: readonly string[] }
  | { readonly type: 'preparing'; readonly epoch: number; readonly message: string }
  /** All processes of the attempt run. */
  | { readonly type: 'started'; readonly epoch: number }
  /** No process of the attempt runs any more, and none will be started. */
  | {
      readonly type: 'ended';
      readonly epoch: number;
      readonly outcome: 'succeeded' | 'failed' | 'stopped' | 'lost';
      readonly reason: string;
      readonly exitCode: number | undefined;
    }
  /** The pause after the failed attempt `epoch` is over. */
  | { readonly type: 'backoff-elapsed'; readonly epoch: number }
  | { readonly type: 'cancel-requested'; readonly reason: string }
  /** Its next attempt is to be on that cluster, and a live one is to be ended for it. */
  | { readonly type: 'move-requested'; readonly cluster: string; readonly reason: string }
  /** The change that withdraws an attempt has its outcome. */
  | {
      readonly type: 'withdrawal-settled';
      readonly epoch: number;
      /** Where the attempt is. */
      readonly cluster: string;
      readonly outcome: Settled;
    }
  /** The cluster of the attempt is given up: whatever it still does no longer counts. */
  | {
      readonly type: 'cluster-lost';
      readonly epoch: number;
      /** Where the run goes on. */
      readonly cluster: string;
      readonly reason: string;
    };

/** A server that is measured, with its PostgreSQL. */
export interface System {
  readonly name: 'slipway' | 'mlflow';
  readonly url: string;
  /** Processor time so far, in seconds, of all its processes and its PostgreSQL. */
  readonly processorSeconds: () => Promise<number>;
  /** Resident memory of the server's own processes, without PostgreSQL, in MiB. */
  readonly memory: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

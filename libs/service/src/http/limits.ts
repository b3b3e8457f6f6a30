/** Bounds of one HTTP server. Times in milliseconds. */
export interface HttpLimits {
  /** Bytes of one JSON body. */
  readonly bodyBytes: number;
  /** Bytes of all JSON bodies that are being read or worked on. */
  readonly bodiesBytes: number;
  /** Levels of nesting in a JSON body. */
  readonly bodyDepth: number;
  readonly connections: number;
  /** Until the headers of a request must have arrived. */
  readonly headersTime: number;
  /** Until a JSON body must have arrived. */
  readonly bodyTime: number;
  /** Longest silence of a caller while it sends a stream of bytes. */
  readonly silence: number;
  /** Between two heartbeats of an event stream. */
  readonly heartbeat: number;
  /** Until requests in flight are cut off when the server closes. */
  readonly closeTime: number;
}

export const defaultLimits: HttpLimits = {
  bodyBytes: 6_291_456,
  bodiesBytes: 67_108_864,
  bodyDepth: 64,
  connections: 1024,
  headersTime: 10_000,
  bodyTime: 30_000,
  silence: 60_000,
  heartbeat: 15_000,
  closeTime: 10_000,
};

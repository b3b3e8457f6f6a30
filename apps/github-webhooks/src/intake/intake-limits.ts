/** Bounds of what is taken in at a time. */
export interface IntakeLimits {
  /** Bytes of a payload: GitHub sends 25 MB at most. */
  readonly payloadBytes: number;
  /** Milliseconds for a payload to arrive in: GitHub waits for 10 s. */
  readonly payloadTime: number;
  /** Bytes of all payloads that are held at a time, of larger ones as compressed. */
  readonly heldBytes: number;
  /** Larger payloads that are read at a time; further ones wait. */
  readonly largeAtOnce: number;
}

export const defaultIntakeLimits: IntakeLimits = {
  payloadBytes: 25 * 2 ** 20,
  payloadTime: 10_000,
  heldBytes: 64 * 2 ** 20,
  largeAtOnce: 4,
};

/** Bytes from which on a payload is compressed while it arrives, and not together with others. */
export const largePayload = 131_072;

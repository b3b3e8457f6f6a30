import type { Readable } from 'node:stream';

/** Immutable content under keys. A key is visible only when its content is whole and durable. */
export interface ArtifactStore {
  /** Streams content in with bounded memory. @throws TooLargeError beyond `maxBytes`; nothing stays behind then. */
  put(
    key: string,
    content: Readable,
    maxBytes: number,
  ): Promise<{ readonly bytes: number; readonly sha256: string }>;
  /** @throws NotFoundError */
  get(key: string): Promise<{ readonly content: Readable; readonly bytes: number }>;
  delete(key: string): Promise<void>;
}

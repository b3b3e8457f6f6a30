import type { Readable } from 'node:stream';

/**
 * Immutable content under keys. A key is visible only when its content is whole and durable; content that replaces
 * another does so at once.
 *
 * A key is a relative path of segments between `/`: any text in well-formed Unicode but `.`, `..`, control characters and
 * backslashes, at most 255 bytes a segment and 1024 bytes in all. Every call throws InvalidInputError for another, and
 * UnavailableError when the store does not answer now or has no room.
 */
export interface ArtifactStore {
  /**
   * Streams content in with bounded memory. What is needed of a chunk is copied before the next one is asked for: then
   * the chunk is its sender's again. When it throws, nothing of the content stays behind.
   * @throws TooLargeError beyond `maxBytes`; InvalidInputError when the content is not what `sha256` says, and from a
   * store that keeps files when the key is a folder or lies below a file.
   */
  put(key: string, content: AsyncIterable<Buffer>, options: PutOptions): Promise<StoredContent>;
  /** The content, or `range` of it, which must lie within. @throws NotFoundError */
  get(key: string, range?: ByteRange): Promise<FoundContent>;
  /** @throws NotFoundError */
  stat(key: string): Promise<ContentInfo>;
  /**
   * What lies directly in the folder `prefix` (empty: the topmost), in the order of its names' UTF-8 bytes, those of
   * folders with a slash behind. A folder that does not exist is empty.
   */
  list(prefix: string, options: ListOptions): Promise<Listing>;
  delete(key: string): Promise<void>;
  /** Deletes everything below the folder `prefix`. */
  deleteAll(prefix: string): Promise<void>;
  /** How others get and put content past this process; undefined where the store has no such way. */
  readonly signing: Signing | undefined;
  readonly multipart: MultipartUploads | undefined;
}

export interface PutOptions {
  readonly maxBytes: number;
  /** What the content must hash to, in hexadecimal. */
  readonly sha256?: string | undefined;
}

export interface StoredContent {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** First and last byte, counted from 0. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

export interface ContentInfo {
  /** Bytes of the whole content. */
  readonly bytes: number;
  readonly modified: Date;
  /** Changes with the content. */
  readonly version: string;
  /** Of the whole content, in hexadecimal; undefined where the store was not told it, as for what others put. */
  readonly sha256: string | undefined;
}

export interface FoundContent extends ContentInfo {
  /**
   * Fails before its end when the whole content was asked for and is not what its checksum says. Its chunks are the
   * reader's.
   */
  readonly content: Readable;
}

export interface ListOptions {
  /** Most entries; a page may have fewer and still not be the last. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
}

export interface Listing {
  readonly entries: readonly ListedEntry[];
  /** Undefined on the last page. */
  readonly next: string | undefined;
}

export interface ListedEntry {
  /** One segment. */
  readonly name: string;
  /** Undefined for a folder. */
  readonly bytes: number | undefined;
}

/** A request that anybody who has it may make until it expires. */
export interface SignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Signing {
  /** For any number of downloads, or uploads of any content, within `seconds`. */
  sign(method: 'get' | 'put', key: string, seconds: number): Promise<SignedRequest>;
}

/** Uploads whose parts are sent past this process, each by a request of its own. */
export interface MultipartUploads {
  /** @param seconds how long the requests are good for. */
  begin(key: string, parts: number, seconds: number): Promise<MultipartUpload>;
  /**
   * Makes the parts the content of the key.
   * @throws NotFoundError for an upload that is not under way; InvalidInputError when the parts are not those of it.
   */
  complete(key: string, uploadId: string, parts: readonly UploadedPart[]): Promise<void>;
  /** Drops the parts that came; an upload that is not under way is no error. */
  abort(key: string, uploadId: string): Promise<void>;
}

export interface MultipartUpload {
  /** Empty where the store needs none. */
  readonly uploadId: string;
  /** One for each part, the first first. */
  readonly requests: readonly SignedRequest[];
}

export interface UploadedPart {
  /** From 1. */
  readonly number: number;
  readonly etag: string;
  /** The URL that the part was sent to. */
  readonly url: string;
}

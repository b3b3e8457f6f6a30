/** A file that must be refused, and the answer it must get. */
export interface MalformedDocument {
  readonly what: string;
  readonly text: string;
  /** Place of the first issue: `line:column`, or nothing when the whole file is meant. */
  readonly at?: string;
  readonly path?: string;
  /** The message of the first issue. */
  readonly message: string;
  readonly suggestion?: string;
}

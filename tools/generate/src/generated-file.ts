/** A committed file that is made from code. */
export interface GeneratedFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly content: string;
}

/** Makes the files of one area; a generator never writes by itself. */
export type Generator = () => Promise<readonly GeneratedFile[]>;

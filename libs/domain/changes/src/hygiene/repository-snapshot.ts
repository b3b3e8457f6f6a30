/** A repository at one moment, as far as its limits are concerned. What is undefined can not be known where it was taken. */
export interface RepositorySnapshot {
  /** Folders at the tip of the branch with the most entries, widest first; `''` is the root. Never empty. */
  readonly widest: readonly { readonly path: string; readonly entries: number }[];
  /** A folder at the tip with the most folders from the root to itself. */
  readonly deepest: { readonly path: string; readonly folders: number };
  /** The largest files at the tip, the largest first. */
  readonly largest: readonly { readonly path: string; readonly bytes: number }[] | undefined;
  /** Bytes of the object store on disk. */
  readonly storeBytes: number;
  readonly looseObjects: number;
  readonly packs: number;
  readonly branches: number | undefined;
  /** Most pushes to the branch in any 60 s of the last time. */
  readonly busiestMinute: number | undefined;
  /** Open pull requests against the branch. */
  readonly pullRequests: number | undefined;
}

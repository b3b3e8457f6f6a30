/** Bounds of one change. Sizes are bytes of UTF-8. */
export const changeLimits = {
  operations: 200,
  fileBytes: 1_048_576,
  changeBytes: 4_194_304,
  pathBytes: 1024,
  segmentBytes: 255,
  pathDepth: 50,
  /** Entries of one directory: what GitHub recommends at most (docs.github.com, repository limits). */
  directoryEntries: 3000,
  subjectCharacters: 120,
  lineCharacters: 500,
  preconditions: 200,
  /** Of a proposal: GitHub takes 65,536 in all. */
  evidenceCharacters: 40_000,
} as const;

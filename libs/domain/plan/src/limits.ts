/** Bounds of a plan. What is beyond them is counted and told, never dropped silently. */
export const planLimits = {
  /** Files of both revisions together may be so many each. */
  files: 200_000,
  /** As many as GitHub shows of a pull request. */
  changedFiles: 3000,
  findings: 1000,
  fieldChanges: 100,
  /** Characters of a value that is shown. */
  valueCharacters: 200,
  /** Lines that two manifests may differ in for their difference to be shown. */
  diffLines: 2000,
  policies: 200,
} as const;

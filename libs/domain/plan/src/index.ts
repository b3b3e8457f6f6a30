export { decodeContent, largestFile, tooLarge } from './file-content.ts';
export type { Finding, FindingLevel, FindingSource } from './finding.ts';
export { planLimits } from './limits.ts';
export { makePlan, type PlanOptions } from './make-plan.ts';
export type {
  Cost,
  FieldChange,
  ManifestChange,
  PlacementChange,
  Plan,
  QuotaChange,
  ResourceChange,
  Review,
  Verdict,
} from './plan.ts';
export { annotations, type Annotation } from './rendering/annotations.ts';
export { planMarkdown } from './rendering/markdown.ts';
export { planText, type Paint } from './rendering/terminal.ts';
export { contentsToRead } from './scope.ts';
export type { EntryMode, FileContent, Snapshot, TreeFile } from './snapshot.ts';

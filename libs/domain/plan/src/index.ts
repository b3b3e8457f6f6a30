export { decodeContent, largestFile, tooLarge } from './file-content.ts';
export { planLimits } from './limits.ts';
export { makePlan, type PlanOptions } from './make-plan.ts';
export type { Plan } from './plan.ts';
export { annotations, type Annotation } from './rendering/annotations.ts';
export { planMarkdown } from './rendering/markdown.ts';
export { planText, type Paint } from './rendering/terminal.ts';
export { contentsToRead } from './scope.ts';
export type { FileContent, Snapshot } from './snapshot.ts';

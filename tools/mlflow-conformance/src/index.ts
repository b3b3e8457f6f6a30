export { explainedDifferences, type ExplainedDifference } from './differential/explained-differences.ts';

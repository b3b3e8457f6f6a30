export { decideAsk, handedOutTo, type Ask, type AskDecision, type AskSnapshot } from './ask.ts';
export { decideExtend, decidePause, decideResume, decideStop, type StateDecision } from './change-state.ts';
export { costOf } from './cost.ts';
export { admitted, bestOf, frontLimit, type FrontMember } from './front.ts';
export { violationOf, type OutcomeConstraint } from './outcome-constraint.ts';
export { noResults, progressOf, withResult, type StudyResults } from './results.ts';
export { decideReport, type Report, type ReportDecision } from './report.ts';
export { stopReason, type StopReason, type StudyProgress } from './stop.ts';
export {
  StudyState,
  lossesOf,
  type Direction,
  type Objective,
  type StopConditions,
  type StudyRules,
} from './study.ts';
export { decideTell, type Tell, type TellDecision } from './tell.ts';
export { TrialState, isFinal, type FinalState, type Trial } from './trial.ts';
export {
  parseTrialFilter,
  type ComparisonOperator,
  type TrialComparison,
  type TrialField,
  type TrialFilter,
} from './trial-filter.ts';

export { decideAsk, handedOutTo, type Ask, type AskDecision, type AskSnapshot } from './ask.ts';
export {
  decideExtend,
  decidePause,
  decideRestate,
  decideResume,
  decideStop,
  type StateDecision,
} from './change-state.ts';
export { costOf } from './cost.ts';
export { admitted, bestOf, frontLimit, type FrontMember } from './front.ts';
export { violationOf, type OutcomeConstraint } from './outcome-constraint.ts';
export { noResults, progressOf, withResult, type StudyResults } from './results.ts';
export { decideRelease, type ReleaseDecision } from './release.ts';
export { resultDocument, type DataDigest, type StudyOutcome } from './result-document.ts';
export { decideReport, type Report, type ReportDecision } from './report.ts';
export { decideSetState, withClientResult, type SetStateDecision, type WantedState } from './set-state.ts';
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
export type { Training } from '@slipway/search';
export {
  isTrialVariable,
  passings,
  trialCommand,
  type Passing,
  type TrialCommand,
  type TrialTask,
} from './trial-command.ts';
export { TrialMetrics, type SaidMetric, type StepReport } from './trial-metrics.ts';
export { jobsWorker, wantedTrials } from './waves.ts';
export { TrialState, isFinal, type FinalState, type Trial } from './trial.ts';
export { Configuration, Duration, Scalar, Word } from './spec/fields.ts';
export { StudyParameter } from './spec/study-parameter.ts';
export { Cost, EarlyStoppingSpec, PopulationSpec, StudySpec, StudyStop } from './spec/study-spec.ts';
export {
  defineStudy,
  mostTrials,
  stopConditions,
  type StudyDefinition,
} from './definition/study-definition.ts';
export { searchDifference } from './definition/search-difference.ts';
export {
  parseTrialFilter,
  type ComparisonOperator,
  type TrialComparison,
  type TrialField,
  type TrialFilter,
} from './trial-filter.ts';

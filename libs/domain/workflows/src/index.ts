export {
  approveAction,
  checkOfJob,
  jobOfCheck,
  previewUrlOf,
  type CheckAction,
  type JobCheck,
} from './check-of-job.ts';
export { gateTable } from './gate-table.ts';
export { cancelsSuperseded, decideGroup, groupOf, type GroupDecision, type GroupMember } from './group.ts';
export type { CodeRemark, GateVerdict, JobResult } from './job-result.ts';
export { judge, refusalOf, type ChampionFound } from './judge.ts';
export { remarksInLog } from './log-remarks.ts';
export { imageInLog, programOfJob, type ProgramPlace } from './program-of-job.ts';
export {
  actorOf,
  advanceWorkflow,
  expired,
  isOnlyUp,
  isUntrusted,
  jobsToDo,
  kindOf,
  nextExpiry,
  newWorkflowRun,
  type WorkflowActor,
  type WorkflowInput,
  type WorkflowPlan,
} from './transition.ts';
export { needsPaths, whyNot, type Circumstances } from './why-not.ts';
export { refOf, requesterOf, sentenceOf, subjectOf, type WorkflowEvent } from './workflow-event.ts';
export {
  isFinalJob,
  isFinalWorkflowRun,
  type WorkflowJobRun,
  type WorkflowJobState,
  type WorkflowRun,
  type WorkflowRunState,
} from './workflow-run.ts';

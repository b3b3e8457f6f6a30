export { AttemptReport, ReportEnvelope, agentEndpoints } from './agents.ts';
export { ChangeView, CommitView, changeEndpoints } from './changes.ts';
export { Name, PageQuery, Problem, Timestamp, none } from './common.ts';
export { endpoint, type Access, type Endpoint } from './endpoint.ts';
export {
  AppliedResource,
  ApplyRequest,
  ApplyResponse,
  Resource,
  SourceDocument,
  limits,
  resourceEndpoints,
} from './resources.ts';
export { Artifact, Attempt, AttemptState, MetricValue, Run, RunEvent, RunState, runEndpoints } from './runs.ts';

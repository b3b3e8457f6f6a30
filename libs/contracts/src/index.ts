export { AttemptReport, ReportEnvelope, Tracking, agentEndpoints } from './agents.ts';
export {
  ClusterStatus,
  NodePoolStatus,
  ReconcilerStatus,
  ReportedStatus,
  clusterStatusEndpoints,
} from './cluster-status.ts';
export { ChangeView, CommitView, changeEndpoints } from './changes.ts';
export { ServerFaultError } from './client/answer-error.ts';
export {
  createClient,
  type BytesEndpoint,
  type Client,
  type ClientOptions,
  type EventsEndpoint,
} from './client/client.ts';
export type { RequestOf } from './client/request.ts';
export { DeliverySelection, DeliveryView, deliveryEndpoints } from './deliveries.ts';
export { Name, PageQuery, Problem, Timestamp, none } from './field-schemas.ts';
export { endpoint, type Access, type Endpoint } from './endpoint.ts';
export { allEndpoints } from './endpoints.ts';
export {
  Lineage,
  Model,
  ModelAlias,
  ModelEvent,
  ModelProblem,
  ModelSummary,
  Promoted,
  Promotion,
  modelEndpoints,
} from './models.ts';
export { NotificationRuleView, NotificationView, notificationEndpoints } from './notifications.ts';
export { openApiDocument } from './openapi.ts';
export { ProposalView, proposalEndpoints } from './proposals.ts';
export { PullRequestDetails, PullRequestView, pullRequestEndpoints } from './pull-requests.ts';
export { ImportRecord, importEndpoints } from './registry-import.ts';
export {
  AppliedResource,
  ApplyRequest,
  ApplyResponse,
  Resource,
  SourceDocument,
  limits,
  resourceEndpoints,
} from './resources.ts';
export {
  Artifact,
  Attempt,
  AttemptState,
  MetricValue,
  Run,
  RunEvent,
  RunState,
  TrackedRun,
  runEndpoints,
} from './runs.ts';
export { studyEndpoints } from './studies/endpoints.ts';
export { Configuration, StudyParameter } from './studies/parameter.ts';
export { StudyEvent } from './studies/study-event.ts';
export { KnownStudySpec, StudySpec, StudyStop } from './studies/study-spec.ts';
export { Study, StudyImportance } from './studies/study.ts';
export { TrialOrder } from './studies/trial-endpoints.ts';
export {
  WorkflowJobResult,
  WorkflowJobRun,
  WorkflowJobState,
  WorkflowRun,
  WorkflowRunState,
  WorkflowRunSummary,
  workflowRunEndpoints,
} from './workflow-runs.ts';
export { ObjectiveValue, Trial, TrialTask } from './studies/trial.ts';

export { Cluster } from './cluster/cluster.ts';
export { Builds, Environment } from './environment/environment.ts';
export {
  NotificationRule,
  notificationEvents,
  placeholderPattern,
  placeholders,
  type NotificationEvent,
  type Placeholder,
} from './environment/notification-rule.ts';
export { parseEnvironment } from './environment/parse-environment.ts';
export { rulesByPath, type PathRule } from './environment/path-rules.ts';
export { wayOfChange, type Reach, type WayOfChange } from './environment/ways-of-change.ts';
export { explain, type Explanation, type FieldExplanation } from './explain/explain.ts';
export { formatExplanation } from './explain/format-explanation.ts';
export { jsonSchemas } from './explain/json-schemas.ts';
export { acceleratorResource } from './fields/accelerators.ts';
export { Image } from './fields/image.ts';
export { LabelKey, LabelValue } from './fields/labels.ts';
export { Name, TeamName } from './fields/names.ts';
export { RelativePath } from './fields/paths.ts';
export { formatResource } from './format-resource.ts';
export { SecretReference, isReservedVariable } from './job/environment.ts';
export { Job, OutputArtifact } from './job/job.ts';
export { PythonEnvironment } from './job/python.ts';
export { GitSource } from './job/source.ts';
export { issueAt } from './origin.ts';
export { parseResources } from './parse-resources.ts';
export { parsePolicies, type LocatedPolicy } from './policy/parse-policies.ts';
export { Policy } from './policy/policy.ts';
export {
  apiVersion,
  describedKinds,
  isKind,
  kinds,
  resourceId,
  type Kind,
  type SlipwayResource,
} from './registry.ts';
export { sourceFilesOf, type NamedFiles } from './source-files.ts';
export { searchOf, trialsAtATime, Study } from './study/study.ts';
export { variableName, withParameters } from './study/with-parameters.ts';
export { jobThatRuns, needsRunner, runsAtATime, workerJob, type RunnableJob } from './study/worker-job.ts';
export { trialJob } from './study/trial-job.ts';
export { Team } from './team/team.ts';
export { checkDocument, type Checked } from './validation/check-document.ts';
export { manifestBounds, resourceBounds, type YamlBounds } from './yaml/bounds.ts';
export { formatYaml } from './yaml/format-yaml.ts';
export { formatPath, type Path } from './yaml/located-value.ts';
export { readDocuments, type YamlDocument } from './yaml/read-documents.ts';
export { invalidFile, issueAtPath } from './yaml/source-text.ts';
export { neededBy } from './workflow/jobs-problems.ts';
export { parseWorkflows } from './workflow/parse-workflows.ts';
export { anyPathMatches, refMatches } from './workflow/patterns.ts';
export { nextTime, type Schedule } from './workflow/schedule.ts';
export { jobKinds, Workflow, type WorkflowJob, type WorkflowJobKind } from './workflow/workflow.ts';

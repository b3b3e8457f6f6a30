export { appendToUri } from './artifact-uri.ts';
export { editEvents, type EditEvent } from './history/edit-events.ts';
export { modelChanges, type ModelChange } from './history/model-changes.ts';
export {
  aliasesAt,
  movesOf,
  type AliasAt,
  type EventOrigin,
  type HistoryEvent,
  type HistoryMove,
} from './history/model-history.ts';
export { modelFilePatterns, modelOfFile } from './history/model-of-file.ts';
export { applyOutsideEdit } from './history/outside-edit.ts';
export {
  isProtected,
  openPolicy,
  type ProtectedAlias,
  type RegistryPolicy,
} from './policy/registry-policy.ts';
export { proxiedPath } from './proxied-path.ts';
export { teamArtifactRoot, teamKey, teamPrefix, teamsFolder, type ArtifactRoots } from './team-folder.ts';
export { modelVersionsTag, withModelVersion } from './logged-models/model-versions-tag.ts';
export { invalidParameter, MlflowError, mlflowStatuses, type MlflowErrorCode } from './mlflow-error.ts';
export { aliasRefusal } from './models/alias-refusal.ts';
export { aliasesOf, deleteAlias, setAlias, versionIn } from './models/edit-aliases.ts';
export {
  deleteModelTag,
  describeModel,
  newModel,
  renameModel,
  setModelTag,
  type NewModel,
} from './models/edit-model.ts';
export {
  addVersion,
  deleteVersion,
  deleteVersionTag,
  describeVersion,
  setVersionTag,
  transitionStage,
  type NewVersion,
} from './models/edit-versions.ts';
export { fileOperations } from './models/model-files.ts';
export { modelPath, unshardedModels } from './models/model-path.ts';
export { isPrompt, promptFilter, promptSources, takenNameMessage } from './models/prompts.ts';
export { parseModelUri, uriParts, type ModelUri } from './models/model-uri.ts';
export { parseModelFiles, type ModelFile, type ModelFileOrigin } from './models/parse-model.ts';
export {
  modelStages,
  type Aliases,
  type AliasState,
  type ModelEdit,
  type ModelHead,
  type ModelStage,
  type ModelVersionState,
  type RegisteredModelState,
  type Tags,
} from './models/registered-model.ts';
export { checkVersionSource, needsOwner, notContained, type SourceOwner } from './models/version-source.ts';
export { fileOfVersion, versionsFilePath, versionsPerFile } from './models/version-files.ts';
export { randomRunName } from './run-name.ts';
export { pythonJson, pythonList, pythonRepr } from './python-text.ts';
export {
  parseExperimentFilter,
  parseExperimentOrder,
  type ExperimentAttribute,
} from './search/experiment-search.ts';
export type { Comparison, Filter, Order, OrderTerm, SearchField, SearchTest } from './search/filter.ts';
export { parseLoggedModelOrder, type LoggedModelOrderTerm } from './search/logged-model-order.ts';
export { parseLoggedModelFilter, type LoggedModelAttribute } from './search/logged-model-search.ts';
export {
  parseModelVersionFilter,
  parseModelVersionOrder,
  type ModelVersionAttribute,
  type ModelVersionOrderKey,
} from './search/model-version-search.ts';
export { decodeCursor, decodePageToken, encodeCursor, encodePageToken } from './search/page-token.ts';
export {
  parseRegisteredModelFilter,
  parseRegisteredModelOrder,
  type RegisteredModelAttribute,
  type RegisteredModelOrderKey,
} from './search/registered-model-search.ts';
export { parseRunFilter, parseRunOrder, type RunAttribute } from './search/run-search.ts';
export { checkArtifactLocation, checkNamesNoHost } from './validation/artifact-location.ts';
export { checkBatchSize, checkedBatch, type Batch } from './validation/batch.ts';
export { checkDatasetInput } from './validation/datasets.ts';
export { checkExperimentName, checkExperimentTag } from './validation/experiments.ts';
export { checkRunId, parseExperimentId, parseModelVersion } from './validation/identifiers.ts';
export { limits } from './validation/limits.ts';
export { checkName } from './validation/names.ts';
export { checkLength, truncated } from './validation/text-length.ts';
export {
  checkAlias,
  checkLoggedModelName,
  checkModelName,
  checkNewAlias,
  checkRegistryTag,
} from './validation/registry-names.ts';
export {
  checkedParam,
  checkedRunTag,
  checkMetric,
  checkUniqueParamKeys,
  type KeyValue,
  type MetricPoint,
} from './validation/run-data.ts';
export {
  deliveryBody,
  exampleOf,
  isMlflowEvent,
  webhookEventNames,
  type WebhookEventName,
} from './webhooks/webhook-events.ts';

export { invalidParameter, MlflowError, mlflowStatuses, type MlflowErrorCode } from './mlflow-error.ts';
export {
  modelStages,
  type AliasState,
  type ModelStage,
  type ModelVersionState,
  type RegisteredModelState,
} from './models/registered-model.ts';

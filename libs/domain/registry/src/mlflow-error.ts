import { SlipwayError, type ErrorOptions } from '@slipway/kernel';

/** Error codes of MLflow's REST API with the HTTP status each is answered by. */
export const mlflowStatuses = {
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  NOT_FOUND: 404,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_CONFLICT: 409,
  REQUEST_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
} as const;

export type MlflowErrorCode = keyof typeof mlflowStatuses;

/** A refusal in MLflow's own terms. Its message reaches the client as it is. */
export class MlflowError extends SlipwayError {
  override readonly code = 'mlflow';
  readonly errorCode: MlflowErrorCode;

  constructor(errorCode: MlflowErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.errorCode = errorCode;
  }
}

/** The refusal of a parameter's value. */
export const invalidParameter = (message: string): MlflowError =>
  new MlflowError('INVALID_PARAMETER_VALUE', message);

import type { ServerResponse } from 'node:http';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  SlipwayError,
  TooLargeError,
  UnavailableError,
} from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import { MlflowError, mlflowStatuses, type MlflowErrorCode } from '@slipway/registry';
import { discardRest, RequestTimeoutError } from '@slipway/service';

type Refusal = new (...parameters: never[]) => SlipwayError;

/** What the kernel's errors are in MLflow's terms. */
const codes: readonly (readonly [Refusal, MlflowErrorCode])[] = [
  [InvalidInputError, 'INVALID_PARAMETER_VALUE'],
  [TooLargeError, 'INVALID_PARAMETER_VALUE'],
  [RequestTimeoutError, 'BAD_REQUEST'],
  [NotFoundError, 'RESOURCE_DOES_NOT_EXIST'],
  [ForbiddenError, 'PERMISSION_DENIED'],
  [ConflictError, 'RESOURCE_CONFLICT'],
  [UnavailableError, 'TEMPORARILY_UNAVAILABLE'],
];

/** An error in MLflow's terms; what was not thrown on purpose tells nothing but where the log has it. */
export function mlflowErrorOf(error: unknown, requestId: string): MlflowError {
  if (error instanceof MlflowError) return error;
  const code = codes.find(([type]) => error instanceof type)?.[1];
  if (error instanceof SlipwayError && code !== undefined) {
    const issues = error.issues.map(
      ({ path, message }) => `${path === undefined ? '' : `${path}: `}${message}`,
    );
    return new MlflowError(code, [error.message, ...issues].join(' '), { cause: error });
  }
  return new MlflowError(
    'INTERNAL_ERROR',
    `Something failed that should not: the server's log has it under request id ${requestId}.`,
    { cause: error },
  );
}

/** Answers by MLflow's error body. Too late for that, it cuts the connection: the answer is not whole. */
export function answerError(response: ServerResponse, error: unknown, logger: Logger): void {
  const requestId = String(response.getHeader('X-Request-Id') ?? '');
  const known = mlflowErrorOf(error, requestId);
  const status = mlflowStatuses[known.errorCode];
  if (status === 500) logger.error('request to the model registry failed', { error, requestId });
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const request = response.req;
  const body = JSON.stringify({ error_code: known.errorCode, message: known.message });
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    ...(status === 503 ? { 'Retry-After': '1' } : {}),
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="slipway"' } : {}),
    ...(request.complete ? {} : { Connection: 'close' }),
  });
  if (request.complete) {
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  response.write(body);
  void discardRest(request).then(() => response.end());
}

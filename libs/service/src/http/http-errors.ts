import { SlipwayError } from '@slipway/kernel';

/** Failures that only HTTP knows. */
export class MethodNotAllowedError extends SlipwayError {
  override readonly code = 'method_not_allowed';
}

export class UnsupportedMediaTypeError extends SlipwayError {
  override readonly code = 'unsupported_media_type';
}

/** The caller took too long to send its request. */
export class RequestTimeoutError extends SlipwayError {
  override readonly code = 'request_timeout';
  override readonly retryable = true;
}

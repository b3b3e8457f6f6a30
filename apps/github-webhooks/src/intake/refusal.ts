import type { Refusal } from '@slipway/deliveries';
import {
  ConflictError,
  InvalidInputError,
  SlipwayError,
  TooLargeError,
  UnauthenticatedError,
  UnavailableError,
} from '@slipway/kernel';
import { MethodNotAllowedError, RequestTimeoutError, UnsupportedMediaTypeError } from '@slipway/service';

const kinds = {
  method: MethodNotAllowedError,
  'content-type': UnsupportedMediaTypeError,
  headers: InvalidInputError,
  payload: InvalidInputError,
  'cut-off': InvalidInputError,
  'signature-missing': UnauthenticatedError,
  'signature-sha1': UnauthenticatedError,
  'signature-wrong': UnauthenticatedError,
  'no-secret': UnauthenticatedError,
  'too-large': TooLargeError,
  'too-slow': RequestTimeoutError,
  'other-body': ConflictError,
  overload: UnavailableError,
  unavailable: UnavailableError,
} satisfies Record<Refusal, unknown>;

/** The error that refuses a delivery; GitHub shows its text below the delivery. */
export function refused(refusal: Refusal, message: string, cause?: unknown): SlipwayError {
  return new kinds[refusal](message, { details: { refusal }, ...(cause === undefined ? {} : { cause }) });
}

/** Why a delivery was refused; undefined for a fault of ours. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof SlipwayError)) return undefined;
  const { refusal } = error.details;
  return typeof refusal === 'string' && refusal in kinds ? (refusal as Refusal) : undefined;
}

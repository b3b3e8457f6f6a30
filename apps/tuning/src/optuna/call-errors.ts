import { status } from '@grpc/grpc-js';
import { SlipwayError } from '@slipway/kernel';

/**
 * Statuses that clients of Optuna know: NOT_FOUND is their KeyError, ALREADY_EXISTS a DuplicatedStudyError,
 * FAILED_PRECONDITION an UpdateFinishedTrialError, INVALID_ARGUMENT a ValueError. Others reach the user as they are.
 */
const statuses: Readonly<Record<string, status>> = {
  invalid_input: status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
  not_found: status.NOT_FOUND,
  conflict: status.ALREADY_EXISTS,
  precondition_failed: status.FAILED_PRECONDITION,
  too_large: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
};

/** Characters of a message: it is a header. */
const longest = 1_000;

/** The status of an error. What Slipway did not throw on purpose is told as INTERNAL and nothing more. */
export function statusOf(error: unknown): { readonly code: status; readonly details: string } {
  const code = error instanceof SlipwayError ? statuses[error.code] : undefined;
  if (error instanceof SlipwayError && code !== undefined)
    return { code, details: error.message.slice(0, longest) };
  return { code: status.INTERNAL, details: "something failed that should not: the server's log has it" };
}

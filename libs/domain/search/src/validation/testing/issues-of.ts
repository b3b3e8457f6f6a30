import { InvalidInputError, type Issue } from '@slipway/kernel';

/** The issues of the error that a call throws. */
export function issuesOf(call: () => unknown): readonly Issue[] {
  try {
    call();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.issues;
    throw error;
  }
  return [];
}

import { SlipwayError } from '@slipway/kernel';

/** What `slipway` ends with. Scripts depend on these numbers. */
export const exitCodes = {
  ok: 0,
  different: 1,
  usage: 2,
  invalid: 3,
  notFound: 4,
  denied: 5,
  unavailable: 6,
  conflict: 7,
  internal: 70,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Shown by `slipway --help` and in the reference. */
export const exitCodeTexts: Readonly<Record<ExitCode, string>> = {
  0: 'done as asked',
  1: 'diff found differences, a plan is denied or invalid, a run that was waited for did not succeed, doctor or github check found a problem or a limit that is reached, a notification was not taken, or an import is not whole',
  2: 'the command line is wrong',
  3: 'the input is invalid: a file, a field, a value',
  4: 'what was named does not exist',
  5: 'denied: no token, an unknown token, or not enough rights',
  6: 'the server can not be reached or can not answer now; trying again is right',
  7: 'the request contradicts the present state',
  70: 'a fault of slipway itself or of the server',
  130: 'interrupted by Ctrl-C',
  143: 'ended by SIGTERM',
};

const byErrorCode: Readonly<Record<string, ExitCode>> = {
  invalid_input: exitCodes.invalid,
  too_large: exitCodes.invalid,
  not_found: exitCodes.notFound,
  unauthenticated: exitCodes.denied,
  forbidden: exitCodes.denied,
  unavailable: exitCodes.unavailable,
  conflict: exitCodes.conflict,
  precondition_failed: exitCodes.conflict,
};

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof Interruption)
    return error.signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
  return (error instanceof SlipwayError ? byErrorCode[error.code] : undefined) ?? exitCodes.internal;
}

/** The command line can't mean anything. */
export class UsageError extends SlipwayError {
  override readonly code = 'usage';
}

/** A signal asked the command to end. */
export class Interruption extends Error {
  readonly signal: 'SIGINT' | 'SIGTERM';

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`ended by ${signal}`);
    this.signal = signal;
  }
}

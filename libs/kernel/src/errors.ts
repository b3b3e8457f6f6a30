/** One thing wrong with an input: what, where, what was expected, and the nearest valid name. */
export interface Issue {
  readonly message: string;
  /** File name as the user gave it. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** JSON path such as `spec.resources.cpu` or `spec.env[2].name`. */
  readonly path?: string;
  readonly expected?: string;
  /** Nearest valid name, for "did you mean". */
  readonly suggestion?: string;
}

export interface ErrorOptions {
  /** Identifiers of what the failure was about: run, change, path, … Never secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly issues?: readonly Issue[];
  readonly cause?: unknown;
}

/**
 * Base of all errors that Slipway throws on purpose. `code` is stable and part of the API; the subclass carries the
 * retry decision in `retryable`. Mapped to HTTP in one place, `libs/service`.
 */
export abstract class SlipwayError extends Error {
  abstract readonly code: string;
  /** True when the same request may succeed later without being changed. */
  readonly retryable: boolean = false;
  readonly details: Readonly<Record<string, unknown>>;
  readonly issues: readonly Issue[];

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.details = options.details ?? {};
    this.issues = options.issues ?? [];
  }
}

/** The input is wrong and will stay wrong. */
export class InvalidInputError extends SlipwayError {
  override readonly code = 'invalid_input';
}

/** No credentials, or credentials that nobody issued. */
export class UnauthenticatedError extends SlipwayError {
  override readonly code = 'unauthenticated';
}

/** The principal is known and may not do this. */
export class ForbiddenError extends SlipwayError {
  override readonly code = 'forbidden';
}

export class NotFoundError extends SlipwayError {
  override readonly code = 'not_found';
}

/** The request contradicts the present state, for example a cancel of a run that has ended. */
export class ConflictError extends SlipwayError {
  override readonly code = 'conflict';
}

/** A stated precondition no longer holds. */
export class PreconditionFailedError extends SlipwayError {
  override readonly code = 'precondition_failed';
}

/** A bound on size or number is exceeded. */
export class TooLargeError extends SlipwayError {
  override readonly code = 'too_large';
}

/** A part that is needed does not answer now: database, remote, disk. Trying again is right. */
export class UnavailableError extends SlipwayError {
  override readonly code = 'unavailable';
  override readonly retryable = true;
}

/** The text of an error for a person: its message and those of its causes. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = error, depth = 0; at !== undefined && at !== null && depth < 5; depth += 1) {
    const text = Error.isError(at) ? at.message || at.name : typeof at === 'string' ? at : JSON.stringify(at);
    if (text && !parts.includes(text)) parts.push(text);
    at = Error.isError(at) ? at.cause : undefined;
  }
  return parts.join(': ');
}

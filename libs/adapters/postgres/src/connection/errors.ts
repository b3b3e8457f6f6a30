import { InvalidInputError, SlipwayError, UnavailableError } from '@slipway/kernel';

/** SQLSTATE codes of PostgreSQL, appendix A, and of Node's sockets, that say: not now. */
const unavailableClasses = new Set([
  '08', // connection exception
  '53', // insufficient resources: disk full, too many connections, out of memory
  '57', // operator intervention: shutdown, starting up, statement timeout
  '58', // system error: I/O
]);
const unavailableCodes = new Set([
  '25006', // read-only: a standby that was not promoted yet
  '25P03', // idle in transaction too long
  '40001', // serialization failure
  '40P01', // deadlock
  '55P03', // lock timeout
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENOENT', // the socket of a server on this machine that does not run
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);
/** What pg throws without a code when a connection is lost or does not come about in time. */
const unavailableMessage =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|not queryable|pool after calling end/i;

/** Data exceptions: a text with a NUL, a number or a date out of range. What gets that far came from a request. */
const dataExceptions = '22';

export const errorCode = (error: unknown): string | undefined => {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
};

/** Whether the same transaction, started again from its beginning, may go through. */
export const isConflict = (error: unknown): boolean =>
  ['40001', '40P01'].includes(errorCode(error instanceof UnavailableError ? error.cause : error) ?? '');

/** Whether a row has a key that another one has. */
export const isUniqueViolation = (error: unknown): boolean => errorCode(error) === '23505';

/**
 * An error of the driver as callers see it: UnavailableError when trying again later is right, else unchanged (a fault
 * of ours).
 */
export function toDatabaseError(error: unknown): unknown {
  if (error instanceof SlipwayError || !Error.isError(error)) return error;
  const code = errorCode(error);
  if (code?.length === 5 && code.startsWith(dataExceptions)) {
    return new InvalidInputError('A value is out of range, or a text has a NUL character.', { cause: error });
  }
  const unavailable =
    code === undefined
      ? unavailableMessage.test(error.message)
      : unavailableCodes.has(code) || (code.length === 5 && unavailableClasses.has(code.slice(0, 2)));
  return unavailable
    ? new UnavailableError('The database does not answer now.', {
        cause: error,
        ...(code ? { details: { code } } : {}),
      })
    : error;
}

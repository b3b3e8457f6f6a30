import { InvalidInputError } from '@slipway/kernel';

/**
 * A reason as it will stand in a commit trailer.
 * @throws InvalidInputError when it is more than one line.
 */
export function checkedReason(given: string | undefined, otherwise: string): string {
  const reason = given?.trim();
  if (reason === undefined || reason === '') return otherwise;
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u.test(reason)) {
    throw new InvalidInputError('The reason must be one line without control characters.', {
      issues: [{ path: 'reason', message: 'the reason has a line break or a control character' }],
    });
  }
  return reason;
}

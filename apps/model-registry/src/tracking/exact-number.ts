import { invalidParameter } from '@slipway/registry';

/**
 * A time or a step. JSON's numbers are exact within 2^53 only, so that larger ones would come back as others.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function exactNumber(name: string, value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw invalidParameter(
    `Invalid value ${String(value)} for parameter '${name}' supplied. It must lie between -(2^53 - 1) and 2^53 - 1.`,
  );
}

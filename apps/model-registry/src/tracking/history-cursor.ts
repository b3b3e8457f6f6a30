import type { HistoryCursor } from '@slipway/ports';
import { decodeCursor, encodeCursor, invalidParameter } from '@slipway/registry';

/** The token of the next page of a metric's history: the last point of this one, and where to go on reading. */
export const encodeHistoryCursor = ({ timestamp, step, value, from }: HistoryCursor): string =>
  encodeCursor([timestamp, step, String(value), from]);

/** @throws MlflowError INVALID_PARAMETER_VALUE unless it is a token of a history */
export function decodeHistoryCursor(token: string | undefined): HistoryCursor | undefined {
  if (token === undefined || token === '') return undefined;
  const cursor = decodeCursor(token);
  const [timestamp, step, value, from] = Array.isArray(cursor) ? (cursor as readonly unknown[]) : [];
  if (!isWhole(timestamp) || !isWhole(step) || !isWhole(from) || typeof value !== 'string')
    throw invalidParameter(`Invalid page token, parsed value=${JSON.stringify(cursor)}`);
  return { timestamp, step, value: Number(value), from };
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);

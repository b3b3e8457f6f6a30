import { stat, truncate } from 'node:fs/promises';
import { logFile, unlessMissing } from '@slipway/process-runtime';

/** Bytes of the log of each process. */
export function logSizes(directory: string, replicas: number): Promise<number[]> {
  const size = async (index: number): Promise<number> =>
    (await unlessMissing(stat(logFile(directory, index))))?.size ?? 0;
  return Promise.all(Array.from({ length: replicas }, (_, index) => size(index)));
}

/** A log grows beyond its bound before anybody notices; what is too much goes. */
export async function boundLogs(directory: string, replicas: number, maxBytes: number): Promise<void> {
  for (const [index, bytes] of (await logSizes(directory, replicas)).entries()) {
    if (bytes > maxBytes) await truncate(logFile(directory, index), maxBytes);
  }
}

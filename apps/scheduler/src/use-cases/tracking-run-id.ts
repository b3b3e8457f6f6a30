import { createHash } from 'node:crypto';
import type { AttemptRecord } from '@slipway/ports';

/** Id of the run of tracking that belongs to an attempt: 32 hex digits, the same whenever it is asked for. */
export const trackingRunId = ({ name, createdAt }: Pick<AttemptRecord, 'name' | 'createdAt'>): string =>
  createHash('sha256')
    .update(`slipway attempt ${name} ${createdAt.toISOString()}`)
    .digest('hex')
    .slice(0, 32);

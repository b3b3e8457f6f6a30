import { parseQuantity } from '@slipway/kernel';
import { z } from 'zod';
import type { Health } from './health.ts';
import type { KubernetesObject } from './object.ts';

const Quantities = z.record(z.string(), z.union([z.string(), z.number()])).default({});
const Fields = z.object({ hard: Quantities });
const Status = Fields.extend({ used: Quantities });

/** A quota is as it should be when the API server counts against it; that it is used up is no fault of it, but said. */
export function quotaHealth({ spec, status }: KubernetesObject): Health {
  const wanted = Fields.parse(spec).hard;
  const { hard, used } = Status.parse(status);
  const amount = (quantity: string | number | undefined): number => parseQuantity(String(quantity)) ?? NaN;
  const open = Object.keys(wanted).find((name) => amount(wanted[name]) !== amount(hard[name]));
  if (open !== undefined) return { health: 'progressing', reason: `${open} is not counted yet` };
  const full = Object.keys(hard).filter((name) => amount(used[name]) >= amount(hard[name]));
  return {
    health: 'healthy',
    reason: full.length === 0 ? 'there is room' : `used up: ${full.sort().join(', ')}`,
  };
}

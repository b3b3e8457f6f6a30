import { z } from 'zod';
import type { Health, HealthState } from './health.ts';
import type { KubernetesObject } from './object.ts';

const Status = z.object({
  health: z.object({ status: z.string().optional(), message: z.string().optional() }).default({}),
  sync: z.object({ status: z.string().optional() }).default({}),
  operationState: z.object({ phase: z.string().optional(), message: z.string().optional() }).default({}),
  conditions: z.array(z.object({ type: z.string(), message: z.string().default('') })).default([]),
});

const states: Readonly<Record<string, HealthState>> = {
  Healthy: 'healthy',
  Progressing: 'progressing',
  Degraded: 'degraded',
  Suspended: 'suspended',
  Missing: 'missing',
};

/** An Application of Argo CD: an error of its sync, then what Argo CD says of its objects, then whether it is in sync. */
export function applicationHealth({ status }: KubernetesObject): Health {
  const { health, sync, operationState, conditions } = Status.parse(status);
  const error = conditions.find(({ type }) => type.endsWith('Error'));
  if (error) return { health: 'degraded', reason: `${error.type}: ${error.message}` };
  const { phase = '', message = '' } = operationState;
  if (phase === 'Failed' || phase === 'Error')
    return { health: 'degraded', reason: `its sync has failed: ${message}` };
  const state = states[health.status ?? ''] ?? 'unknown';
  if (state === 'healthy' && sync.status !== 'Synced')
    return { health: 'progressing', reason: `its sync status is ${sync.status ?? 'not known'}` };
  return { health: state, reason: health.message ?? `Argo CD says ${health.status ?? 'nothing'}` };
}

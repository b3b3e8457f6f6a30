import { z } from 'zod';
import type { Health } from './health.ts';
import { condition, told, type KubernetesObject } from './object.ts';

const Spec = z.object({ completions: z.number().nullish() });
const Status = z.object({
  active: z.number().nullish(),
  succeeded: z.number().nullish(),
  failed: z.number().nullish(),
});

/** A Job is as it should be when it has completed; until then it is on its way. */
export function jobHealth(object: KubernetesObject): Health {
  const failed = condition(object, 'Failed', 'True') ?? condition(object, 'FailureTarget', 'True');
  if (failed) return { health: 'degraded', reason: told(failed) };
  const { completions } = Spec.parse(object.spec);
  const { active, succeeded } = Status.parse(object.status);
  const wanted = String(completions ?? 1);
  if (condition(object, 'Complete', 'True'))
    return { health: 'healthy', reason: `${String(succeeded ?? 0)} of ${wanted} pods have succeeded` };
  if (object.spec.suspend === true) return { health: 'suspended', reason: 'it is suspended' };
  if ((active ?? 0) === 0) return { health: 'progressing', reason: 'it has no pod at present' };
  return {
    health: 'progressing',
    reason: `${String(active)} of ${wanted} pods are at work, ${String(succeeded ?? 0)} have succeeded`,
  };
}

import type { Health } from './health.ts';
import { condition, told, type KubernetesObject } from './object.ts';

/** Flux goes on trying after a failure, and says so as a reason of its condition Reconciling. */
const retrying = 'ProgressingWithRetry';

/** The general rule: Stalled, Reconciling and Ready. A kind without conditions is as it should be once it exists. */
export function conditionsHealth(object: KubernetesObject): Health {
  if (object.spec.suspend === true) return { health: 'suspended', reason: 'it is suspended' };
  const stalled = condition(object, 'Stalled', 'True');
  if (stalled) return { health: 'degraded', reason: told(stalled) };
  const failing = condition(object, 'Ready', 'False');
  const reconciling = condition(object, 'Reconciling', 'True');
  if (reconciling && !(failing && reconciling.reason === retrying))
    return { health: 'progressing', reason: told(reconciling) };
  if (failing) return { health: 'degraded', reason: told(failing) };
  const open = condition(object, 'Ready', 'Unknown');
  if (open) return { health: 'progressing', reason: told(open) };
  const ready = condition(object, 'Ready', 'True');
  return { health: 'healthy', reason: ready ? told(ready) : 'it exists' };
}

import { z } from 'zod';
import type { Health } from './health.ts';
import { condition, told, type KubernetesObject } from './object.ts';

const Spec = z.object({ replicas: z.number().nullish(), paused: z.boolean().nullish() });
const count = z.number().default(0);
const Status = z.object({ replicas: count, updatedReplicas: count, availableReplicas: count });

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status */
export function deploymentHealth(object: KubernetesObject): Health {
  const { replicas, paused } = Spec.parse(object.spec);
  const status = Status.parse(object.status);
  if (paused === true) return { health: 'suspended', reason: 'its rollout is paused' };
  const late = condition(object, 'Progressing', 'False') ?? condition(object, 'ReplicaFailure', 'True');
  if (late) return { health: 'degraded', reason: told(late) };
  const wanted = replicas ?? 1;
  const of = (number: number): string => `${String(number)} of ${String(wanted)} replicas`;
  if (object.status.observedGeneration === undefined)
    return { health: 'progressing', reason: 'its controller has not seen it yet' };
  if (status.updatedReplicas < wanted)
    return { health: 'progressing', reason: `${of(status.updatedReplicas)} are updated` };
  if (status.replicas > status.updatedReplicas)
    return { health: 'progressing', reason: 'old replicas are still to end' };
  if (status.availableReplicas < wanted)
    return { health: 'progressing', reason: `${of(status.availableReplicas)} are available` };
  return { health: 'healthy', reason: `${of(status.availableReplicas)} are available` };
}

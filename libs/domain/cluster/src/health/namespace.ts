import { z } from 'zod';
import type { Health } from './health.ts';
import type { KubernetesObject } from './object.ts';

const Status = z.object({ phase: z.string().optional() });

export function namespaceHealth({ status }: KubernetesObject): Health {
  const { phase } = Status.parse(status);
  if (phase === 'Active') return { health: 'healthy', reason: 'it is active' };
  if (phase === 'Terminating') return { health: 'progressing', reason: 'it is being deleted' };
  return { health: 'progressing', reason: 'it has no phase yet' };
}

import { z } from 'zod';
import { applicationHealth } from './application.ts';
import { conditionsHealth } from './conditions.ts';
import { deploymentHealth } from './deployment.ts';
import { jobHealth } from './job.ts';
import { namespaceHealth } from './namespace.ts';
import { KubernetesObject } from './object.ts';
import { podHealth } from './pod.ts';
import { quotaHealth } from './quota.ts';

/**
 * - `healthy`: as desired, or ended well.
 * - `progressing`: on its way.
 * - `degraded`: it failed, or does not get on without help.
 * - `suspended`: told to wait.
 * - `missing`: it is not there.
 * - `unknown`: it does not say.
 */
export const HealthState = {
  Healthy: 'healthy',
  Progressing: 'progressing',
  Degraded: 'degraded',
  Suspended: 'suspended',
  Missing: 'missing',
  Unknown: 'unknown',
} as const;
export type HealthState = (typeof HealthState)[keyof typeof HealthState];

export interface Health {
  readonly health: HealthState;
  /** For a person. */
  readonly reason: string;
}

/** What a kind makes of its own status, by `group/Kind`; undefined: its conditions speak for it. */
const rules: Readonly<Record<string, (object: KubernetesObject) => Health | undefined>> = {
  '/Namespace': namespaceHealth,
  '/Pod': podHealth,
  '/ResourceQuota': quotaHealth,
  'apps/Deployment': deploymentHealth,
  'batch/Job': jobHealth,
  'argoproj.io/Application': applicationHealth,
};

/**
 * Whether an object is as it should be, by what its controllers say of it: by the rule of its kind, or by its conditions
 * as kstatus reads them (https://github.com/kubernetes-sigs/cli-utils/blob/master/pkg/kstatus/README.md).
 * `object` is as the API server gives it; undefined when there is none.
 */
export function healthOf(object: unknown): Health {
  if (object === undefined || object === null)
    return { health: HealthState.Missing, reason: 'there is no such object' };
  try {
    return healthOfObject(KubernetesObject.parse(object));
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return { health: HealthState.Unknown, reason: 'its status has no form that is known' };
  }
}

function healthOfObject(found: KubernetesObject): Health {
  if (found.metadata.deletionTimestamp !== undefined)
    return { health: HealthState.Progressing, reason: 'it is being deleted' };
  const { observedGeneration } = found.status;
  const { generation } = found.metadata;
  if (observedGeneration !== undefined && generation !== undefined && observedGeneration < generation)
    return {
      health: HealthState.Progressing,
      reason: 'its controller has not seen the last change of it yet',
    };
  const group = found.apiVersion.includes('/') ? found.apiVersion.replace(/\/.*$/, '') : '';
  return rules[`${group}/${found.kind}`]?.(found) ?? conditionsHealth(found);
}

import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { healthOf } from './health.ts';

/** Each file `<kind>.<health>[.<why>].yaml` is an object in that state; here is why it says it is. */
const reasons: Readonly<Record<string, string>> = {
  'application.degraded.comparison': 'ComparisonError: repository not found',
  'application.degraded.sync': 'its sync has failed: one or more objects failed to apply',
  'application.healthy': 'Argo CD says Healthy',
  'application.missing': 'Argo CD says Missing',
  'application.progressing.out-of-sync': 'its sync status is OutOfSync',
  'application.unknown': 'Argo CD says nothing',
  'certificate.degraded': 'DoesNotExist: Secret does not exist',
  'certificate.healthy': 'Ready: Certificate is up to date',
  'configmap.healthy': 'it exists',
  'deployment.degraded.deadline': 'ProgressDeadlineExceeded: ReplicaSet has timed out progressing.',
  'deployment.healthy': '2 of 2 replicas are available',
  'deployment.progressing.rollout': '1 of 2 replicas are updated',
  'deployment.progressing.unseen': 'its controller has not seen the last change of it yet',
  'deployment.suspended': 'its rollout is paused',
  'gitrepository.degraded.authentication':
    'GitOperationFailed: failed to checkout and determine revision: authentication required',
  'gitrepository.healthy': "Succeeded: stored artifact for revision 'main@sha1:0123456'",
  'job.degraded.backoff-limit': 'BackoffLimitExceeded: Job has reached the specified backoff limit',
  'job.degraded.deadline': 'DeadlineExceeded: Job was active longer than specified deadline',
  'job.healthy.complete': '1 of 1 pods have succeeded',
  'job.progressing.at-work': '3 of 4 pods are at work, 1 have succeeded',
  'job.progressing.no-pod': 'it has no pod at present',
  'job.suspended': 'it is suspended',
  'kustomization.degraded.stalled': "AccessDenied: can't access 'GitRepository/other/environment'",
  'kustomization.progressing': 'Progressing: Running health checks',
  'kustomization.suspended': 'it is suspended',
  'namespace.healthy': 'it is active',
  'namespace.progressing.terminating': 'it is being deleted',
  'pod.degraded.evicted': 'Evicted: The node was low on resource: memory.',
  'pod.degraded.image': 'container main waits: ImagePullBackOff: Back-off pulling image "train:9"',
  'pod.degraded.out-of-memory': 'container main ended with exit code 137 (OOMKilled)',
  'pod.healthy.running': 'it runs',
  'pod.healthy.succeeded': 'all its containers have succeeded',
  'pod.progressing.creating': 'container main waits: ContainerCreating',
  'pod.progressing.deleting': 'it is being deleted',
  'pod.progressing.unready': 'ContainersNotReady: containers with unready status: [main]',
  'pod.progressing.unschedulable': 'Unschedulable: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu.',
  'pod.unknown': 'its node does not report',
  'quota.healthy.used-up': 'used up: requests.nvidia.com/gpu',
  'quota.healthy': 'there is room',
  'quota.progressing': 'requests.cpu is not counted yet',
};

const states = path.join(import.meta.dirname, 'states');

describe('the health of an object', () => {
  it.each(readdirSync(states).map((file) => [file.replace(/\.yaml$/, '')]))('is told of %s', (name) => {
    const object: unknown = parse(readFileSync(path.join(states, `${name}.yaml`), 'utf8'));
    expect(healthOf(object)).toEqual({ health: name.split('.')[1], reason: reasons[name] });
  });

  it('is missing when there is none, and unknown when it has no form that is known', () => {
    expect(healthOf(undefined)).toEqual({ health: 'missing', reason: 'there is no such object' });
    expect(healthOf({ kind: 'Job' }).health).toBe('unknown');
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: {}, status: { containerStatuses: 'none' } };
    expect(healthOf(pod)).toEqual({ health: 'unknown', reason: 'its status has no form that is known' });
  });
});

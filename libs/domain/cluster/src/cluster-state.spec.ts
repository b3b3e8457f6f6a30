import { describe, expect, it } from '@jest/globals';
import { nodePools } from './node-pools.ts';
import { readNode } from './node-record.ts';
import { readPodRequests } from './pod-requests.ts';
import { readReconciler, reconcilerState, type ReconcilerRecord } from './reconciler.ts';

const node = (name: string, labels: Record<string, string>, ready = 'True', spec: object = {}) => {
  const allocatable = { cpu: '3920m', memory: '15Gi', 'nvidia.com/gpu': '1' };
  const object = {
    metadata: { name, labels },
    spec,
    status: { allocatable, conditions: [{ type: 'Ready', status: ready }] },
  };
  const read = readNode(object);
  if (!read) throw new TypeError('it is no node');
  return read;
};

const pod = (nodeName: string | undefined, spec: object, phase = 'Running') =>
  readPodRequests({ spec: { nodeName, ...spec }, status: { phase } });
const asking = (cpu: string, more: object = {}) => ({ resources: { requests: { cpu } }, ...more });

describe('node pools', () => {
  it('are named by the labels of providers, and offer what their ready nodes offer', () => {
    const gke = { 'cloud.google.com/gke-nodepool': 'gpu' };
    const nodes = [
      node('a', gke),
      node('b', gke),
      node('silent', gke, 'Unknown'),
      node('cordoned', gke, 'True', { unschedulable: true }),
      node('c', {}),
    ];
    const pods = [pod('a', { containers: [asking('500m')] }), pod('silent', { containers: [asking('1')] })];
    expect(
      nodePools(
        nodes,
        pods.filter((one) => one !== undefined),
      ),
    ).toEqual([
      {
        name: 'default',
        nodes: 1,
        ready: 1,
        allocatable: { cpu: 3.92, memory: 15 * 2 ** 30, 'nvidia.com/gpu': 1 },
        requested: {},
      },
      {
        name: 'gpu',
        nodes: 4,
        ready: 2,
        allocatable: { cpu: 7.84, memory: 30 * 2 ** 30, 'nvidia.com/gpu': 2 },
        requested: { cpu: 0.5 },
      },
    ]);
  });
});

describe('what a pod asks for', () => {
  it('is the sum of its containers and sidecars, or the largest step before them', () => {
    const containers = [asking('1'), asking('500m')];
    expect(pod('a', { containers })?.requests).toEqual({ cpu: 1.5 });
    expect(pod('a', { containers, initContainers: [asking('4')] })?.requests).toEqual({ cpu: 4 });
    const sidecar = asking('1', { restartPolicy: 'Always' });
    expect(pod('a', { containers, initContainers: [sidecar, asking('3')] })?.requests).toEqual({ cpu: 4 });
    expect(pod('a', { containers, overhead: { cpu: '250m' } })?.requests).toEqual({ cpu: 1.75 });
  });

  it('is nothing without a node, and when the pod has ended', () => {
    expect(pod(undefined, { containers: [asking('1')] })).toBeUndefined();
    expect(pod('a', { containers: [asking('1')] }, 'Succeeded')).toBeUndefined();
  });
});

describe('the state of a reconciler', () => {
  const ready = (status: string, message: string) => [{ type: 'Ready', status, reason: 'Because', message }];
  const flux = (kind: string, name: string, status: object): ReconcilerRecord => {
    const read = readReconciler(kind, 'kustomize.toolkit.fluxcd.io/v1', { metadata: { name }, status });
    if (!read) throw new TypeError('it is no object of a reconciler');
    return read;
  };
  const source = flux('GitRepository', 'environment', {
    artifact: { revision: 'main@sha1:bbb' },
    conditions: ready('True', 'stored'),
  });
  const applied = (name: string, revision: string, status = 'True') =>
    flux('Kustomization', name, {
      lastAppliedRevision: `main@sha1:${revision}`,
      conditions: ready(status, 'said'),
    });

  it('is ready at one commit when all have applied it', () => {
    expect(reconcilerState([source], [applied('teams', 'bbb'), applied('runs', 'bbb')])).toEqual({
      sourceRevision: 'bbb',
      appliedRevision: 'bbb',
      ready: true,
      message: 'all is applied',
    });
  });

  it('names what holds it up, and no commit while they differ', () => {
    expect(reconcilerState([source], [applied('teams', 'bbb'), applied('runs', 'aaa', 'False')])).toEqual({
      sourceRevision: 'bbb',
      appliedRevision: undefined,
      ready: false,
      message: 'Kustomization runs: Because: said',
    });
  });

  it.each([
    ['the commit of the last operation while there is something to do', 'OutOfSync', 'bbb'],
    ['the commit that it compared when nothing had to be done', 'Synced', 'ccc'],
  ])('is that of the Applications of Argo CD: %s', (_what, status, appliedRevision) => {
    const application = readReconciler('Application', 'argoproj.io/v1alpha1', {
      metadata: { name: 'runs' },
      status: {
        sync: { status, revision: 'ccc' },
        health: { status: 'Healthy' },
        operationState: { phase: 'Succeeded', syncResult: { revision: 'bbb' } },
      },
    });
    expect(reconcilerState([], application ? [application] : [])).toMatchObject({
      sourceRevision: 'ccc',
      appliedRevision,
    });
  });

  it('is not ready when there is nothing that reconciles', () => {
    expect(reconcilerState([], [])).toMatchObject({ ready: false });
  });
});

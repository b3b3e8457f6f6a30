import { describe, expect, it } from '@jest/globals';
import { Cluster, Job, Team } from '@slipway/resources';
import { chooseCluster } from './choose-cluster.ts';
import type { ClusterSnapshot, PoolSnapshot } from './cluster-snapshot.ts';

const job = (spec: object = {}): Job =>
  Job.parse({
    apiVersion: 'slipway.dev/v1',
    kind: 'Job',
    metadata: { name: 'digits', team: 'vision' },
    spec: { image: 'python:3.13', command: ['python'], ...spec },
  });
const on = (...clusters: readonly string[]): Job => job({ placement: { clusters } });
const team = (clusters?: readonly string[]): Team =>
  Team.parse({
    apiVersion: 'slipway.dev/v1',
    kind: 'Team',
    metadata: { name: 'vision' },
    spec: clusters ? { clusters } : {},
  });
const cluster = (name: string, pools?: readonly PoolSnapshot[], more: object = {}): ClusterSnapshot => ({
  cluster: Cluster.parse({
    apiVersion: 'slipway.dev/v1',
    kind: 'Cluster',
    metadata: { name, labels: { tier: name } },
    spec: {
      ...(name === 'local'
        ? { provider: 'local', reconciler: 'local' }
        : { provider: 'onprem', reconciler: 'flux', repository: { url: 'https://git.example.org/e.git' } }),
      ...more,
    },
  }),
  pools,
});
const pool = (gpus: number, used = 0, ready = 1): PoolSnapshot => ({
  ready,
  allocatable: { cpu: 64 * ready, memory: 2 ** 40, 'nvidia.com/gpu': gpus },
  requested: { 'nvidia.com/gpu': used },
});
const gpu = (count: number, spec: object = {}): Job =>
  job({ resources: { accelerators: { type: 'nvidia', count } }, ...spec });
const [a, b] = [cluster('a'), cluster('b')];

describe('chooseCluster', () => {
  it('takes the first cluster that the Job names and that exists', () => {
    expect(chooseCluster(on('gone', 'b', 'a'), team(), [a, b])).toMatchObject({ cluster: 'b' });
  });

  it('takes the only cluster when the Job names none', () => {
    expect(chooseCluster(job(), team(), [a])).toMatchObject({ cluster: 'a' });
    expect(chooseCluster(job(), team(['b']), [a, b])).toMatchObject({ cluster: 'b' });
  });

  it('takes the local cluster of several when the Job names none', () => {
    expect(chooseCluster(job(), team(), [a, cluster('local'), b])).toMatchObject({ cluster: 'local' });
  });

  it('takes a cluster with the labels that the Job asks for', () => {
    const selected = job({ placement: { clusterSelector: { tier: 'b' } } });
    expect(chooseCluster(selected, team(), [a, b])).toMatchObject({ cluster: 'b' });
    expect(chooseCluster(job({ placement: { clusterSelector: { tier: 'c' } } }), team(), [a, b])).toEqual({
      problem: 'no available cluster of team vision has the label tier=c; there are a, b',
    });
  });

  it('does not go to a cluster that the team may not use', () => {
    expect(chooseCluster(on('a'), team(['b']), [a, b])).toEqual({
      problem: 'no available cluster of team vision is one of a; there are b',
    });
  });

  it.each(['cordoned', 'lost'])('does not go to a cluster that is %s', (availability) => {
    expect(chooseCluster(on('a', 'b'), team(), [cluster('a', undefined, { availability }), b])).toMatchObject(
      {
        cluster: 'b',
      },
    );
  });

  it('says what is missing when there is no cluster', () => {
    expect(chooseCluster(job(), team(), [])).toEqual({
      problem: 'team vision has no cluster that is available: apply a Cluster first',
    });
    expect(chooseCluster(on('a'), team(), [])).toEqual({
      problem: 'no available cluster of team vision is one of a; there is none',
    });
  });

  it('takes the first that has room for all replicas now', () => {
    const clusters = [cluster('a', [pool(4, 3)]), cluster('b', [pool(8, 4)])];
    expect(chooseCluster(gpu(2), team(), clusters)).toMatchObject({
      cluster: 'b',
      reason: 'the first of a, b that has room for it now',
    });
    expect(chooseCluster(gpu(1), team(), clusters)).toMatchObject({ cluster: 'a' });
    expect(chooseCluster(gpu(2, { replicas: 3 }), team(), clusters)).toMatchObject({
      cluster: 'b',
      reason: 'the first of a, b that is large enough; none is known to have room for it now',
    });
  });

  it('does not take a pool whose nodes are each too small', () => {
    const clusters = [cluster('a', [pool(8, 0, 8)]), cluster('b', [pool(8)])];
    expect(chooseCluster(gpu(4), team(), clusters)).toMatchObject({ cluster: 'b' });
  });

  it('waits for a pool that can grow, as its cluster declares it', () => {
    const nodePools = [
      { name: 'gpu', nodes: 4, cpu: 32, memory: '256Gi', accelerators: { type: 'nvidia', count: 8 } },
    ];
    expect(chooseCluster(gpu(8), team(), [a, cluster('b', [], { nodePools })])).toMatchObject({
      cluster: 'b',
    });
  });

  it('takes the first when nothing is known of any', () => {
    expect(chooseCluster(gpu(8), team(), [b, a])).toMatchObject({
      cluster: 'a',
      reason: 'the first of a, b; none is known to be large enough',
    });
  });

  it('brings workers of a Study only to where the command slipway is', () => {
    const workers = (clusters?: readonly string[]) => ({
      ...(clusters ? on(...clusters) : job()),
      isWorkers: true,
    });
    const withCommand = cluster('c', undefined, { images: { slipway: 'registry.example.org/slipway:1' } });
    expect(chooseCluster(workers(['a', 'c']), team(), [a, withCommand])).toMatchObject({ cluster: 'c' });
    expect(chooseCluster(workers(), team(), [cluster('local'), b])).toMatchObject({ cluster: 'local' });
    expect(chooseCluster(workers(['a', 'b']), team(), [a, b, withCommand])).toEqual({
      problem:
        'workers of a Study need the command slipway, and no image with it is set for a, b: set spec.images.slipway in cluster.yaml, or run each trial as a Job (trials.mode: jobs)',
    });
    expect(chooseCluster(on('a'), team(), [a])).toMatchObject({ cluster: 'a' });
  });
});

import { describe, expect, it } from '@jest/globals';
import { Job, Team } from '@slipway/resources';
import { chooseCluster } from './choose-cluster.ts';

const job = (clusters?: readonly string[]): Job =>
  Job.parse({
    apiVersion: 'slipway.dev/v1',
    kind: 'Job',
    metadata: { name: 'digits', team: 'vision' },
    spec: { image: 'python:3.13', command: ['python'], ...(clusters ? { placement: { clusters } } : {}) },
  });
const team = (clusters?: readonly string[]): Team =>
  Team.parse({
    apiVersion: 'slipway.dev/v1',
    kind: 'Team',
    metadata: { name: 'vision' },
    spec: clusters ? { clusters } : {},
  });

describe('chooseCluster', () => {
  it('takes the first cluster that the Job names and that exists', () => {
    expect(chooseCluster(job(['gone', 'b', 'a']), team(), ['a', 'b'])).toMatchObject({ cluster: 'b' });
  });

  it('takes the only cluster when the Job names none', () => {
    expect(chooseCluster(job(), team(), ['a'])).toMatchObject({ cluster: 'a' });
    expect(chooseCluster(job(), team(['b']), ['a', 'b'])).toMatchObject({ cluster: 'b' });
  });

  it('takes the local cluster of several when the Job names none', () => {
    expect(chooseCluster(job(), team(), ['a', 'local', 'z'])).toMatchObject({ cluster: 'local' });
  });

  it('asks for a placement when several clusters are possible', () => {
    expect(chooseCluster(job(), team(), ['b', 'a'])).toEqual({
      problem: 'its placement must name a cluster; there are a, b',
    });
  });

  it('does not go to a cluster that the team may not use', () => {
    expect(chooseCluster(job(['a']), team(['b']), ['a', 'b'])).toEqual({
      problem: 'none of the clusters a exists for team vision; there are b',
    });
  });

  it('says what is missing when there is no cluster', () => {
    expect(chooseCluster(job(), team(), [])).toEqual({
      problem: 'team vision has no cluster: apply a Cluster first',
    });
    expect(chooseCluster(job(['a']), team(), [])).toEqual({
      problem: 'none of the clusters a exists for team vision; there is none',
    });
  });
});

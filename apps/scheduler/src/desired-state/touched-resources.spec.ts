import { describe, expect, it } from '@jest/globals';
import { touchedResources } from './touched-resources.ts';

describe('the resources that a commit touches', () => {
  it('are told once each, those first that others need', () => {
    const paths = [
      'teams/vision/jobs/digits/train.py',
      'teams/vision/studies/tune.yaml',
      'teams/vision/jobs/digits.yaml',
      'teams/vision/team.yaml',
      'clusters/east/cluster.yaml',
      'teams/speech/team.yaml',
    ];
    expect(touchedResources(paths).map(({ kind, team, name }) => [kind, team, name])).toEqual([
      ['Team', undefined, 'speech'],
      ['Team', undefined, 'vision'],
      ['Cluster', undefined, 'east'],
      ['Job', 'vision', 'digits'],
      ['Study', 'vision', 'tune'],
    ]);
  });

  it('are none where Slipway or another service writes, or nobody reads', () => {
    const paths = [
      'teams/vision/studies/tune.result.yaml',
      'teams/vision/models/iris.yaml',
      'clusters/east/teams/vision/team.yaml',
      'clusters/east/runs/vision/2026-11-27/digits-1.yaml',
      'policies/images.yaml',
      'slipway.yaml',
      'README.md',
    ];
    expect(touchedResources(paths)).toEqual([]);
  });
});

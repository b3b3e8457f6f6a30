import { describe, expect, it } from '@jest/globals';
import { clusterFiles, teamFiles } from './owned-files.ts';
import { sampleClusters, sampleTeam } from './testing/sample-attempt.ts';

const written = (files: readonly { path: string; content: string | undefined }[]): Record<string, boolean> =>
  Object.fromEntries(files.map(({ path, content }) => [path, content !== undefined]));

describe('the files of a team on a cluster', () => {
  it('are none when it may not use the cluster', () => {
    const team = sampleTeam('{ clusters: [elsewhere] }');
    expect(written(teamFiles({ team, cluster: sampleClusters.flux }))).toEqual({
      'clusters/onprem-1/teams/vision/team.yaml': false,
      'clusters/onprem-1/runs/vision/origin.yaml': false,
    });
  });

  it('are its manifests alone where the local agent applies them', () => {
    expect(written(teamFiles({ team: sampleTeam(), cluster: sampleClusters.local }))).toEqual({
      'clusters/local/teams/vision/team.yaml': true,
    });
  });
});

describe('the files of a cluster', () => {
  it('are the platform, the entry point of its reconciler, and its teams', () => {
    expect(written(clusterFiles(sampleClusters.flux, [sampleTeam()], undefined))).toEqual({
      'clusters/onprem-1/platform/slipway.yaml': true,
      'clusters/onprem-1/reconciler/slipway.yaml': true,
      'clusters/onprem-1/teams/origin.yaml': true,
      'clusters/onprem-1/teams/vision/team.yaml': true,
      'clusters/onprem-1/runs/vision/origin.yaml': true,
    });
  });

  it('lose what only the reconciler before needed', () => {
    const { local, flux } = sampleClusters;
    const renamed = { ...local, metadata: flux.metadata };
    expect(written(clusterFiles(renamed, [sampleTeam()], flux))).toEqual({
      'clusters/onprem-1/teams/vision/team.yaml': true,
      'clusters/onprem-1/platform/slipway.yaml': false,
      'clusters/onprem-1/reconciler/slipway.yaml': false,
      'clusters/onprem-1/teams/origin.yaml': false,
      'clusters/onprem-1/runs/vision/origin.yaml': false,
    });
  });
});

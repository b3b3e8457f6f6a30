import { describe, expect, it } from '@jest/globals';
import { teamArtifactRoot } from './team-folder.ts';

describe('the root of artifacts', () => {
  it.each([
    ['mlflow-artifacts:/', 'mlflow-artifacts:/'],
    ['s3://bucket/a', 's3://bucket/a/.teams/away'],
    ['/data/artifacts', '/data/artifacts/.teams/away'],
  ])('of a new experiment below %s is below %s for another team', (artifactRoot, root) => {
    expect(teamArtifactRoot({ artifactRoot, rootTeam: 'home' }, 'home')).toBe(artifactRoot);
    expect(teamArtifactRoot({ artifactRoot, rootTeam: 'home' }, 'away')).toBe(root);
  });
});

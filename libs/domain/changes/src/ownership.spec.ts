import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { layout } from './layout.ts';
import { ownerOf, ownershipProblem } from './ownership.ts';

describe('ownerOf', () => {
  it('knows every path of the layout', () => {
    expect(ownerOf(layout.settings())).toEqual({ area: 'settings' });
    expect(ownerOf(layout.policies('images'))).toEqual({ area: 'policies' });
    expect(ownerOf(layout.team('vision'))).toEqual({ area: 'team', team: 'vision' });
    expect(ownerOf(layout.job('vision', 'digits'))).toEqual({ area: 'job', team: 'vision' });
    expect(ownerOf(`${layout.jobFiles('vision', 'digits')}/src/train.py`)).toEqual({
      area: 'job',
      team: 'vision',
    });
    for (const path of [
      layout.study('vision', 'digits'),
      layout.studyResult('vision', 'digits'),
      `${layout.studyFiles('vision', 'digits')}/src/train.py`,
    ]) {
      expect(ownerOf(path)).toEqual({ area: 'study', team: 'vision' });
    }
    for (const path of [
      layout.model('vision', 'iris.v2', undefined),
      layout.model('vision', 'iris', '0f'),
      `${layout.model('vision', 'iris', '0f')}/versions-101-200`,
    ]) {
      expect(ownerOf(`${path}.yaml`)).toEqual({ area: 'model', team: 'vision' });
    }
    expect(ownerOf(layout.cluster('local'))).toEqual({ area: 'cluster', cluster: 'local' });
    expect(ownerOf(layout.teamManifests('local', 'vision'))).toEqual({
      area: 'team-manifests',
      cluster: 'local',
      team: 'vision',
    });
    expect(ownerOf(layout.attempt('local', 'vision', '2026-11-24', 'digits-7k2m9q0x-1'))).toEqual({
      area: 'runs',
      cluster: 'local',
      team: 'vision',
    });
    expect(ownerOf(layout.teamOrigin('local', 'vision'))).toEqual({
      area: 'team-manifests',
      cluster: 'local',
      team: 'vision',
    });
    for (const path of [
      layout.clusterPlatform('local'),
      layout.clusterReconciler('local'),
      layout.clusterOrigin('local'),
    ]) {
      expect(ownerOf(path)).toEqual({ area: 'cluster-manifests', cluster: 'local' });
    }
    expect(ownerOf('clusters/local/platform/kueue.yaml')).toEqual({ area: 'add-ons', cluster: 'local' });
  });

  it('is total', () => {
    for (const path of [
      'README.md',
      'policies/Images.yaml',
      'policies/images/more.yaml',
      'teams',
      'teams/Vision/team.yaml',
      'teams/vision/secrets.txt',
      'teams/vision/studies/digits.notes.yaml',
      'teams/vision/models/Iris.yaml',
      'teams/vision/models/iris/notes.yaml',
      'teams/vision/models/iris.yaml/x.yaml',
      'teams/vision/models/shard-0f/a/versions-1-100.yaml/x',
      'clusters/local/runs/vision/today/x.yaml',
      'clusters/local/runs/vision/2026-11-24/x/y.yaml',
      'clusters/local/runs/2026-11-24/x.yaml',
      'clusters/local/reconciler/other.yaml',
    ]) {
      expect(ownerOf(path)).toEqual({ area: 'unknown' });
    }
    fc.assert(fc.property(fc.string(), (path) => typeof ownerOf(path).area === 'string'));
  });
});

describe('ownershipProblem', () => {
  const scheduler = { service: 'scheduler', team: 'vision' };

  it('lets the scheduler write what its team owns, and runs', () => {
    for (const path of [
      layout.team('vision'),
      layout.job('vision', 'x'),
      layout.study('vision', 'x'),
      layout.teamManifests('gpu', 'vision'),
      layout.attempt('gpu', 'vision', '2026-11-24', 'x-1'),
    ]) {
      expect(ownershipProblem(scheduler, path)).toBeUndefined();
    }
  });

  it("refuses another team's paths", () => {
    expect(ownershipProblem(scheduler, layout.job('speech', 'x'))).toBe(
      'the path belongs to team speech, the change to team vision',
    );
    expect(ownershipProblem(scheduler, layout.teamManifests('gpu', 'speech'))).toBe(
      'the path belongs to team speech, the change to team vision',
    );
    expect(ownershipProblem(scheduler, layout.attempt('gpu', 'speech', '2026-11-24', 'x-1'))).toBe(
      'the path belongs to team speech, the change to team vision',
    );
  });

  it('lets a change without a team set up teams and clusters, but not write jobs', () => {
    const shared = { service: 'scheduler', team: undefined };
    expect(ownershipProblem(shared, layout.team('vision'))).toBeUndefined();
    expect(ownershipProblem(shared, layout.teamManifests('gpu', 'vision'))).toBeUndefined();
    expect(ownershipProblem(shared, layout.cluster('gpu'))).toBeUndefined();
    expect(ownershipProblem(shared, layout.clusterReconciler('gpu'))).toBeUndefined();
    expect(ownershipProblem(shared, layout.attempt('gpu', 'vision', '2026-11-24', 'x-1'))).toBe(
      'the path belongs to team vision',
    );
    expect(ownershipProblem(shared, layout.job('vision', 'x'))).toBe('the path belongs to team vision');
  });

  it('refuses what a service does not own, and services it does not know', () => {
    expect(ownershipProblem(scheduler, 'README.md')).toBe('the path belongs to nothing that Slipway writes');
    expect(ownershipProblem(scheduler, layout.settings())).toBe('scheduler does not write settings paths');
    expect(ownershipProblem(scheduler, 'clusters/gpu/platform/kueue.yaml')).toBe(
      'scheduler does not write add-ons paths',
    );
    expect(ownershipProblem({ service: 'constructor', team: 'vision' }, layout.team('vision'))).toBe(
      'constructor does not write team paths',
    );
  });

  it('lets the platform write anywhere', () => {
    expect(ownershipProblem({ service: 'platform', team: undefined }, 'README.md')).toBeUndefined();
  });
});

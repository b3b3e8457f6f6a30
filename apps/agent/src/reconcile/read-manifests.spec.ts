import { describe, expect, it } from '@jest/globals';
import { attemptFile, teamFile } from '../testing/manifests.ts';
import { readAttemptManifest, readTeamQuota } from './read-manifests.ts';

const manifest = attemptFile({ attempt: 'digits-a-2', command: ['python3', 'train.py'] });

describe('reading the manifest of an attempt', () => {
  it('gives what the Job asked for, free of the forms of Kubernetes', () => {
    const text = attemptFile({
      attempt: 'digits-a-2',
      command: ['sh', '-c', 'echo $(date) $$'],
      env: [
        { name: 'LR', value: '$(HOME)' },
        { name: 'KEY', secret: { name: 'hub', key: 'token' } },
      ],
      replicas: 2,
      timeoutSeconds: 90,
      graceSeconds: 7,
      resources: { cpu: '500m', memory: '1Gi', accelerators: { type: 'nvidia', count: 2 } },
      files: { 'lib/a.py': 'a = 1\n', 'train.py': 'import lib.a\n' },
      requirements: ['numpy==2.3.5'],
      artifacts: [{ name: 'model', path: 'out/model' }],
    });
    expect(readAttemptManifest(text, 'digits-a-2')).toMatchObject({
      team: 'research',
      job: 'digits',
      run: 'digits-a',
      attempt: 'digits-a-2',
      epoch: 2,
      argv: ['sh', '-c', 'echo $(date) $$'],
      environment: [
        { name: 'LR', value: '$(HOME)' },
        { name: 'KEY', secret: { name: 'hub', key: 'token' } },
      ],
      replicas: 2,
      timeoutSeconds: 90,
      graceSeconds: 7,
      requests: { cpu: 0.5, memory: 2 ** 30, 'nvidia.com/gpu': 2 },
      workspace: {
        python: { requirements: ['numpy==2.3.5'] },
        artifacts: [{ name: 'model', path: 'out/model' }],
      },
      files: { 'lib/a.py': 'a = 1\n', 'train.py': 'import lib.a\n' },
      ignored: expect.arrayContaining([expect.stringContaining('image: ')]),
    });
  });

  it.each([
    [
      'another attempt than its name says',
      manifest,
      'digits-b-1',
      'digits-b-1.yaml holds the attempt digits-a-2',
    ],
    ['no YAML', '{{{', 'digits-a-2', 'digits-a-2.yaml:1:'],
    ['nothing', '', 'digits-a-2', 'expected a Job'],
    ['another kind', teamFile('research'), 'digits-a-2', 'the field spec is missing'],
    [
      'a container that nobody would run',
      manifest.replace('name: main', 'name: sidecar'),
      'digits-a-2',
      'name',
    ],
    [
      'a field that nobody knows',
      manifest.replace('backoffLimit: 0', 'backoffLimit: 0\n  suspend: true'),
      'digits-a-2',
      'suspend',
    ],
    [
      'an attempt of another run',
      manifest.replace('slipway.dev/run: digits-a', 'slipway.dev/run: other-a'),
      'digits-a-2',
      'not made of',
    ],
    ['a quantity that is none', manifest.replace('cpu: "1"', 'cpu: much'), 'digits-a-2', 'cpu'],
  ])('refuses %s', (_, text, attempt, reason) => {
    expect(() => readAttemptManifest(text, attempt)).toThrow(reason);
  });
});

describe('reading the quota of a team', () => {
  it('gives limits in base units, and none when the team has no quota', () => {
    expect(readTeamQuota(teamFile('research', { cpu: 4, memory: '2Gi', runs: 3 }), 'research')).toEqual({
      'requests.cpu': 4,
      'requests.memory': 2 ** 31,
      'count/jobs.batch': 3,
    });
    expect(readTeamQuota(teamFile('research'), 'research')).toEqual({});
  });

  it('refuses that of another team', () => {
    expect(() => readTeamQuota(teamFile('research'), 'vision')).toThrow(
      'vision/team.yaml holds the team research',
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { parseTeamFile } from './parse-team-file.ts';
import { renderTeam } from './render-team.ts';
import { objectsOf, sampleCluster, sampleTeam } from './testing/sample-attempt.ts';

const quota =
  '{ quota: { cpu: 64, memory: 256Gi, accelerators: { nvidia: 8, google.com/tpu: 4 }, runs: 20 } }';
const file = renderTeam({ team: sampleTeam(quota), cluster: sampleCluster });

describe('the manifests of a team', () => {
  it('are its namespace, restricted by Pod Security, and its quota', () => {
    expect(file.path).toBe('clusters/onprem-1/teams/vision/team.yaml');
    expect(objectsOf(file)).toMatchObject([
      {
        kind: 'Namespace',
        metadata: { name: 'vision', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
      },
      {
        kind: 'ResourceQuota',
        metadata: { name: 'slipway-team', namespace: 'vision' },
        spec: {
          hard: {
            'requests.cpu': '64',
            'requests.memory': '256Gi',
            'requests.google.com/tpu': '4',
            'requests.nvidia.com/gpu': '8',
            'count/jobs.batch': '20',
          },
        },
      },
    ]);
  });

  it('have no quota when the team has none', () => {
    const { content } = renderTeam({ team: sampleTeam(), cluster: sampleCluster });
    expect(content).not.toContain('ResourceQuota');
    expect(parseTeamFile('team.yaml', content)).toEqual({ team: 'vision', namespace: 'vision', quota: {} });
  });

  it('are the same whatever the order in which labels were written', () => {
    const text = (labels: string): string =>
      renderTeam({ team: sampleTeam('{}', labels), cluster: sampleCluster }).content;
    expect(text('{ b: "1", a: "2" }')).toBe(text('{ a: "2", b: "1" }'));
  });

  it('are read back by the agent', () => {
    expect(parseTeamFile(file.path, file.content)).toEqual({
      team: 'vision',
      namespace: 'vision',
      quota: {
        'requests.cpu': '64',
        'requests.memory': '256Gi',
        'requests.google.com/tpu': '4',
        'requests.nvidia.com/gpu': '8',
        'count/jobs.batch': '20',
      },
    });
  });

  it.each<[string, string | RegExp, string, RegExp]>([
    ['another kind', 'kind: Namespace', 'kind: Secret', /"Secret" is not Namespace/],
    [
      'the namespace of another team',
      'dev/team: vision',
      'dev/team: speech',
      /the label slipway\.dev\/team is not the name/,
    ],
    ['a namespace of the cluster', /vision/g, 'kube-system', /this namespace belongs to the cluster/],
    [
      'a quota of another namespace',
      'namespace: vision',
      'namespace: speech',
      /the quota is not in the namespace vision/,
    ],
    ['more documents', /$/, '---\na: 1\n', /expected a Namespace, and at most a ResourceQuota after it/],
  ])('are refused with %s', (_what, from, to, message) => {
    const changed = file.content.replace(from, to);
    expect(() => parseTeamFile(file.path, changed)).toThrow(InvalidInputError);
    expect(() => parseTeamFile(file.path, changed)).toThrow(message);
  });
});

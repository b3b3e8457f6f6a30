import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { parseTeamFile } from './parse-team-file.ts';
import { renderTeam } from './render-team.ts';
import type { ManifestFile } from '../manifest-file.ts';
import { objectsOf, sampleClusters, sampleTeam } from '../testing/sample-attempt.ts';

const quota =
  '{ quota: { cpu: 64, memory: 256Gi, accelerators: { nvidia: 8, google.com/tpu: 4 }, runs: 20 } }';

function local(team = sampleTeam()): ManifestFile {
  const [file, ...more] = renderTeam({ team, cluster: sampleClusters.local });
  if (!file || more.length > 0) throw new TypeError('expected one file');
  return file;
}

const file = local(sampleTeam(quota));

describe('the manifests of a team where a local agent applies them', () => {
  it('are its namespace, restricted by Pod Security, and its quota', () => {
    expect(file.path).toBe('clusters/local/teams/vision/team.yaml');
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
    const { content } = local();
    expect(content).not.toContain('ResourceQuota');
    expect(parseTeamFile('team.yaml', content)).toEqual({ team: 'vision', namespace: 'vision', quota: {} });
  });

  it('are the same whatever the order in which labels were written', () => {
    const text = (labels: string): string => local(sampleTeam('{}', labels)).content;
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

interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: unknown;
  readonly spec?: unknown;
  readonly data?: unknown;
}

describe('the manifests of a team on Kubernetes', () => {
  const on = (reconciler: 'flux' | 'argocd'): readonly KubernetesObject[] =>
    renderTeam({ team: sampleTeam(quota), cluster: sampleClusters[reconciler] }).flatMap(
      (manifest) => objectsOf(manifest) as KubernetesObject[],
    );
  const named = (objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject => {
    const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
    if (!found) throw new TypeError(`there is no ${kind} ${name}`);
    return found;
  };

  it.each(['flux', 'argocd'] as const)(
    'lie in its own namespace or in that of their reader, with %s',
    (reconciler) => {
      const namespaces = new Set(on(reconciler).map(({ metadata }) => metadata.namespace));
      const reader = reconciler === 'flux' ? [] : ['argocd'];
      expect([...namespaces].sort()).toEqual(['slipway-system', 'vision', undefined, ...reader].sort());
    },
  );

  it('let the reconciler write runs in the name of the team, and nothing that gives rights', () => {
    const rules = named(on('flux'), 'Role', 'slipway-reconciler').rules as { resources: string[] }[];
    expect(rules.flatMap(({ resources }) => resources).sort()).toEqual(['configmaps', 'jobs']);
    expect(named(on('flux'), 'RoleBinding', 'slipway-reconciler')).toMatchObject({
      roleRef: { kind: 'Role', name: 'slipway-reconciler' },
      subjects: [{ kind: 'ServiceAccount', namespace: 'slipway-system', name: 'team-vision' }],
    });
  });

  it('let people of the team read and not write', () => {
    const rules = named(on('flux'), 'Role', 'slipway-viewer').rules as { verbs: string[] }[];
    expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list', 'watch']));
    expect(named(on('flux'), 'RoleBinding', 'slipway-viewer')).toMatchObject({
      subjects: [{ kind: 'Group', name: 'slipway:vision' }],
    });
  });

  it('let the agent give programs their access, where the cluster has it so', () => {
    expect(named(on('flux'), 'RoleBinding', 'slipway-agent-access')).toMatchObject({
      metadata: { namespace: 'vision' },
      roleRef: { kind: 'ClusterRole', name: 'slipway-agent-access' },
      subjects: [{ kind: 'ServiceAccount', namespace: 'slipway-system', name: 'slipway-agent' }],
    });
    const { flux } = sampleClusters;
    const without = { ...flux, spec: { ...flux.spec, access: 'none' as const } };
    const files = renderTeam({ team: sampleTeam(), cluster: without });
    expect(files.some(({ content }) => content.includes('slipway-agent'))).toBe(false);
  });

  it('make Flux apply its runs as its own account, and leave them when it is taken away', () => {
    expect(named(on('flux'), 'Kustomization', 'runs-vision')).toMatchObject({
      metadata: { namespace: 'slipway-system' },
      spec: {
        path: './clusters/onprem-1/runs/vision',
        serviceAccountName: 'team-vision',
        prune: true,
        deletionPolicy: 'Orphan',
        wait: false,
      },
    });
  });

  it('make Argo CD apply its runs as its own account, into its namespace alone', () => {
    expect(named(on('argocd'), 'AppProject', 'runs-vision').spec).toMatchObject({
      sourceRepos: ['https://git.example.org/environment.git'],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'vision' }],
      destinationServiceAccounts: [
        { namespace: 'vision', defaultServiceAccount: 'slipway-system:team-vision' },
      ],
      clusterResourceWhitelist: [],
    });
    const application = named(on('argocd'), 'Application', 'runs-vision');
    expect(application.spec).toMatchObject({
      project: 'runs-vision',
      source: { path: 'clusters/aws-1/runs/vision', targetRevision: 'main' },
      destination: { namespace: 'vision' },
    });
    expect(application.metadata).not.toHaveProperty('finalizers');
  });

  it('say in the namespace where its runs come from', () => {
    expect(named(on('flux'), 'ConfigMap', 'slipway-origin').data).toEqual({
      cluster: 'onprem-1',
      path: 'clusters/onprem-1/runs/vision',
      repository: 'https://git.example.org/environment.git',
      branch: 'main',
    });
  });

  it('keep others away: nothing comes in from outside of the namespace, and no metadata service is reached', () => {
    expect(named(on('flux'), 'NetworkPolicy', 'slipway-team').spec).toMatchObject({
      podSelector: {},
      ingress: [{ from: [{ podSelector: {} }] }],
      egress: expect.arrayContaining([
        { to: expect.arrayContaining([{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } }]) },
      ]),
    });
  });
});

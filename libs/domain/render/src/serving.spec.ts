import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { parseResources, type Cluster } from '@slipway/resources';
import { parseAttemptFile } from './parse-attempt-file.ts';
import { renderTeam } from './team/render-team.ts';
import { objectsOf, rendered, sampleClusters, sampleJob, sampleTeam } from './testing/sample-attempt.ts';
import { withdrawAttempt } from './withdraw-attempt.ts';

const withGateway = ({ spec, ...cluster }: Cluster, proxies?: string): Cluster => ({
  ...cluster,
  spec: {
    ...spec,
    gateway: {
      name: 'public',
      namespace: 'gateways',
      domain: 'preview.example.org',
      proxyNamespace: proxies,
    },
  },
});
const cluster = withGateway(sampleClusters.flux);
const serving = (host: string) => sampleJob(`  serves: { port: 8080, host: ${host} }`);
const host = 'pr-12.vision.preview.example.org';

describe('an attempt that serves', () => {
  it('is reached from the gateway of its cluster by a route, a Service and its port', () => {
    const metadata = { name: 'train-0123abcd-1', namespace: 'vision' };
    expect(objectsOf(rendered(serving(host), [], { cluster }))).toMatchObject([
      {
        kind: 'Service',
        metadata,
        spec: {
          selector: { 'slipway.dev/attempt': 'train-0123abcd-1' },
          ports: [{ port: 80, targetPort: 'http' }],
        },
      },
      {
        kind: 'HTTPRoute',
        metadata,
        spec: {
          parentRefs: [{ name: 'public', namespace: 'gateways' }],
          hostnames: [host],
          rules: [{ backendRefs: [{ name: 'train-0123abcd-1', port: 80 }] }],
        },
      },
      {
        kind: 'Job',
        spec: {
          template: { spec: { containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }] } },
        },
      },
    ]);
  });

  it('is reached by nobody where there is no gateway', () => {
    expect(objectsOf(rendered(serving(host)))).toMatchObject([{ kind: 'Job' }]);
  });

  it.each([
    ['of another team', 'pr-12.speech.preview.example.org'],
    ['below one of its own', 'a.b.vision.preview.example.org'],
    ['of the gateway itself', 'vision.preview.example.org'],
    ['of another domain', 'www.example.org'],
    ['that only ends alike', 'pr-12.supervision.preview.example.org'],
  ])('can not take a host %s', (_, other) => {
    expect(() => rendered(serving(other), [], { cluster })).toThrow(InvalidInputError);
    expect(() => rendered(serving(other), [], { cluster })).toThrow(
      'the gateway of the cluster onprem-1 gives no program of team vision: expected NAME.vision.preview.example.org',
    );
  });

  it('keeps what leads to it when it is withdrawn', () => {
    const objects = objectsOf(withdrawAttempt(rendered(serving(host), [], { cluster })));
    expect(objects).toMatchObject([
      { kind: 'Service' },
      { kind: 'HTTPRoute' },
      { kind: 'Job', spec: { suspend: true } },
    ]);
  });

  it('runs on the machine of the local agent, which says that no gateway leads to it', () => {
    const { path, content } = rendered(serving(host), [], { cluster: sampleClusters.local });
    expect(parseAttemptFile(path, content).ignored).toContain(
      'serves: its port is one of this machine; no gateway leads to it',
    );
  });
});

describe('a team on a cluster with a gateway', () => {
  const named = (on: Cluster, kind: string, name: string) =>
    renderTeam({ team: sampleTeam(), cluster: on })
      .flatMap(objectsOf)
      .find(
        (object) =>
          (object as { kind: string }).kind === kind &&
          (object as { metadata: { name: string } }).metadata.name === name,
      );

  it.each([
    ['the gateway’s namespace', undefined, 'gateways'],
    ['the namespace of its proxies, where they have one', 'envoy-gateway-system', 'envoy-gateway-system'],
  ])('is reached from %s', (_, proxies, namespace) => {
    expect(named(withGateway(sampleClusters.flux, proxies), 'NetworkPolicy', 'slipway-team')).toMatchObject({
      spec: {
        ingress: [
          {
            from: [
              { podSelector: {} },
              { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
            ],
          },
        ],
      },
    });
  });

  it('lets its reconciler write Services and routes, and has no right to without a gateway', () => {
    const route = { apiGroups: ['gateway.networking.k8s.io'], resources: ['httproutes'] };
    const rules = (on: Cluster) => (named(on, 'Role', 'slipway-reconciler') as { rules: unknown[] }).rules;
    expect(rules(cluster)).toEqual(expect.arrayContaining([expect.objectContaining(route)]));
    expect(rules(sampleClusters.flux)).not.toEqual(expect.arrayContaining([expect.objectContaining(route)]));
    const kinds = { namespaceResourceWhitelist: expect.arrayContaining([{ group: '', kind: 'Service' }]) };
    expect(named(withGateway(sampleClusters.argocd), 'AppProject', 'runs-vision')).toMatchObject({
      spec: kinds,
    });
    expect(named(sampleClusters.argocd, 'AppProject', 'runs-vision')).not.toMatchObject({ spec: kinds });
  });
});

describe('what serves', () => {
  it('has a name that a Service can have', () => {
    const job = (name: string) => `apiVersion: slipway.dev/v1
kind: Job
metadata: { name: ${name}, team: vision }
spec: { image: app:1, command: [serve], serves: { port: 80, host: a.vision.example.org } }
`;
    expect(parseResources('job.yaml', job('app'))).toHaveLength(1);
    expect(() => parseResources('job.yaml', job('1app'))).toThrow('begins with a letter');
  });

  it('is no machine: it has no gateway', () => {
    const text = `apiVersion: slipway.dev/v1
kind: Cluster
metadata: { name: local }
spec: { provider: local, reconciler: local, gateway: { name: a, namespace: b, domain: example.org } }
`;
    expect(() => parseResources('cluster.yaml', text)).toThrow('there is no gateway to a machine');
  });
});

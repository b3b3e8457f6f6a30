import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { agentClusterRules, agentNamespaceRules, agentTeamRules } from '@slipway/cluster';
import { temporaryDirectory } from '@slipway/testing';
import { Helm } from './helm.ts';
import { helmProgram } from './testing/index.ts';

const chart = path.resolve(import.meta.dirname, '../../../../charts/slipway-agent');
const golden = path.join(import.meta.dirname, 'golden');
const release = { name: 'slipway-agent', namespace: 'slipway-system' };
const required = {
  image: { repository: 'registry.example.org/slipway' },
  slipway: { url: 'https://slipway.example.org', cluster: 'onprem-1' },
};

/** Together they use every value of the chart. */
const cases = {
  flux: required,
  'argocd-alone': {
    ...required,
    image: { ...required.image, digest: `sha256:${'a'.repeat(64)}`, pullPolicy: 'Always' },
    imagePullSecrets: ['registry'],
    slipway: {
      ...required.slipway,
      programUrl: 'https://in-cluster.example.org',
      tokenSecret: { name: 'agent', key: 'token' },
    },
    reconciler: {
      kind: 'argocd',
      namespace: 'argocd',
      url: 'http://argocd-server.argocd',
      tokenSecret: { name: 'hook', key: 'secret' },
    },
    replicas: 1,
    serviceAccount: { create: true, name: 'reader' },
    rbac: { create: true },
    persistence: { enabled: true, size: '2Gi', storageClass: 'fast' },
    networkPolicy: { ports: [8443] },
    podDisruptionBudget: { enabled: false },
    logLevel: 'debug',
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ key: 'system', operator: 'Exists' }],
    affinity: { nodeAffinity: {} },
    podAnnotations: { note: 'one' },
    podLabels: { tier: 'system' },
    priorityClassName: 'system-cluster-critical',
  },
};

let helm: Helm;

beforeAll(async () => {
  const { path: home } = await temporaryDirectory();
  helm = await Helm.open({ program: await helmProgram(), home });
}, 300_000);

describe('the chart of the agent', () => {
  it.each(Object.entries(cases))('is without fault and renders what it did: %s', async (name, values) => {
    await helm.lint({ chart, values });
    const rendered = await helm.template(release, { chart, values });
    const file = path.join(golden, `${name}.yaml`);
    if (process.env.SLIPWAY_WRITE_GOLDEN === '1') {
      await mkdir(golden, { recursive: true });
      await writeFile(file, rendered);
    }
    expect(rendered).toBe(await readFile(file, 'utf8'));
  });

  it('gives the agent the rights that it has on every cluster, and no others', async () => {
    const rules = async (name: string): Promise<unknown> =>
      JSON.parse(await readFile(path.join(chart, 'files', `${name}.json`), 'utf8'));
    expect(await rules('cluster-rules')).toEqual(agentClusterRules);
    expect(await rules('namespace-rules')).toEqual(agentNamespaceRules);
    expect(await rules('team-rules')).toEqual(agentTeamRules);
    const rendered = await helm.template(release, { chart, values: cases['argocd-alone'] });
    for (const { resources } of [...agentClusterRules, ...agentNamespaceRules, ...agentTeamRules])
      for (const resource of resources) expect(rendered).toContain(`- ${resource}\n`);
  });

  it.each([
    ['image/repository', { slipway: required.slipway }],
    ['slipway/url', { ...required, slipway: { cluster: 'onprem-1' } }],
    ['slipway/url', { ...required, slipway: { ...required.slipway, url: 'https://me:secret@slipway' } }],
    ['replica', { ...required, replica: 3 }],
    ['reconciler/kind', { ...required, reconciler: { kind: 'helm' } }],
  ])('refuses values with a wrong %s', async (at, values) => {
    const refused = helm.template(release, { chart, values });
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(refused).rejects.toThrow(at);
  });
});

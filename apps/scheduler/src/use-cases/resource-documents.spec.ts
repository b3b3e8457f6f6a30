import { describe, expect, it } from '@jest/globals';
import type { ResourceRecord } from '@slipway/ports';
import { clusterOf } from './resource-documents.ts';

const record = (spec: object): ResourceRecord => ({
  kind: 'Cluster',
  team: undefined,
  name: 'gpu-eu',
  generation: 1,
  change: 'change',
  document: {
    apiVersion: 'slipway.dev/v1',
    kind: 'Cluster',
    metadata: { name: 'gpu-eu' },
    spec: {
      provider: 'aws',
      reconciler: 'flux',
      repository: { url: 'https://git.example.org/environment.git' },
      ...spec,
    },
  },
  source: '',
  files: {},
  updatedAt: new Date(0),
  rejection: undefined,
});

describe('a stored cluster', () => {
  it('that was applied before programs had access gives them none until it is applied anew', () => {
    expect(clusterOf(record({})).spec.access).toBe('none');
    expect(clusterOf(record({ access: 'secret' })).spec.access).toBe('secret');
  });
});

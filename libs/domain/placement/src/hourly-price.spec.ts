import { describe, expect, it } from '@jest/globals';
import { parseResources, type Cluster, type Job, type SlipwayResource } from '@slipway/resources';
import { hourlyPrice, mostHourly } from './hourly-price.ts';

function parsed<Kind extends 'Cluster' | 'Job' | 'Team'>(
  kind: Kind,
  body: string,
): Extract<SlipwayResource, { kind: Kind }> {
  const [resource] = parseResources('test.yaml', `apiVersion: slipway.dev/v1\nkind: ${kind}\n${body}\n`);
  if (resource?.kind !== kind) throw new Error(`no ${kind}`);
  return resource as Extract<SlipwayResource, { kind: Kind }>;
}

const cluster = (pools: string): Cluster =>
  parsed(
    'Cluster',
    `metadata: { name: local }\nspec: { provider: local, reconciler: local, nodePools: [${pools}] }`,
  );
const job = (resources: string, replicas = 1): Job =>
  parsed(
    'Job',
    `metadata: { name: train, team: vision }\nspec: { image: python, command: [train], replicas: ${String(replicas)}, resources: ${resources} }`,
  );

const small = '{ name: small, nodes: 4, cpu: 4, memory: 16Gi, pricePerHour: 0.2 }';
const gpu =
  '{ name: gpu, nodes: 2, cpu: 32, memory: 256Gi, accelerators: { type: nvidia, count: 4 }, pricePerHour: 8 }';

describe('hourlyPrice', () => {
  it('takes the share of a node that the scarcest resource takes, for each replica', () => {
    expect(hourlyPrice(job('{ cpu: 1, memory: 8Gi }'), cluster(small))).toBeCloseTo(0.1);
    expect(hourlyPrice(job('{ cpu: 1, memory: 8Gi }', 3), cluster(small))).toBeCloseTo(0.3);
    expect(
      hourlyPrice(job('{ cpu: 1, memory: 8Gi, accelerators: { type: nvidia, count: 2 } }'), cluster(gpu)),
    ).toBeCloseTo(4);
  });

  it('takes the cheapest of the pools that a replica fits into', () => {
    expect(hourlyPrice(job('{ cpu: 1, memory: 4Gi }'), cluster(`${gpu}, ${small}`))).toBeCloseTo(0.05);
    expect(hourlyPrice(job('{ cpu: 8, memory: 32Gi }'), cluster(`${small}, ${gpu}`))).toBeCloseTo(2);
  });

  it('knows none when no pool that fits has a price', () => {
    expect(hourlyPrice(job('{ cpu: 64 }'), cluster(`${small}, ${gpu}`))).toBeUndefined();
    expect(
      hourlyPrice(job('{ cpu: 1 }'), cluster('{ name: own, nodes: 1, cpu: 4, memory: 16Gi }')),
    ).toBeUndefined();
  });
});

describe('mostHourly', () => {
  const named = (name: string, price: string): Cluster => {
    const { metadata, ...rest } = cluster(`{ name: all, nodes: 1, cpu: 10, memory: 100Gi${price} }`);
    return { ...rest, metadata: { ...metadata, name } };
  };
  const clusters = [
    named('cheap', ', pricePerHour: 10'),
    named('dear', ', pricePerHour: 50'),
    named('own', ''),
  ];
  const team = (spec: string) => parsed('Team', `metadata: { name: vision }\nspec: ${spec}`);
  const placed = (names: string): Job =>
    parsed(
      'Job',
      `metadata: { name: train, team: vision }\nspec: { image: python, command: [train], placement: { clusters: ${names} } }`,
    );

  it('is the price on the dearest cluster that the placement and the team allow', () => {
    expect(mostHourly(job('{ cpu: 1 }'), team('{}'), clusters)).toBeCloseTo(5);
    expect(mostHourly(job('{ cpu: 1 }'), team('{ clusters: [cheap, own] }'), clusters)).toBeCloseTo(1);
    expect(mostHourly(placed('[cheap]'), team('{}'), clusters)).toBeCloseTo(1);
    expect(mostHourly(placed('[own]'), team('{}'), clusters)).toBeUndefined();
    expect(mostHourly(placed('[dear]'), team('{ clusters: [cheap] }'), clusters)).toBeUndefined();
  });
});

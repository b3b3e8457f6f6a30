import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClusterClient } from '@slipway/ports';
import { until } from '@slipway/testing';
import { FakeApiServer } from './testing/fake-api-server.ts';
import { clientOf } from './testing/client-of.ts';

const duration = 900;
let server: FakeApiServer;
let client: ClusterClient;
let stop: AbortController;

const acquire = () =>
  client.leases('slipway-system').acquire('slipway-agent', { duration, signal: stop.signal });

beforeEach(async () => {
  server = await FakeApiServer.start();
  client = await clientOf(server, { answerMs: 200, idleMs: 200 });
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await client.close();
  await server.down();
  expect(server.violations).toEqual([]);
});

describe('leases of Kubernetes', () => {
  it('have one holder, who keeps them as long as it renews, and hands them on when it gives them back', async () => {
    const first = await acquire();
    let second: Awaited<ReturnType<typeof acquire>>;
    const waiting = acquire().then((lease) => (second = lease));
    await until('it was renewed', () => server.requests.filter((line) => line.startsWith('PUT')).length > 3);
    expect(second).toBeUndefined();
    expect(first?.lost.aborted).toBe(false);
    await first?.release();
    await waiting;
    expect(second?.ticket).not.toBe(first?.ticket);
    const [lease] = server.objects.collection('/apis/coordination.k8s.io/v1/leases').objects.values();
    expect(lease?.spec).toMatchObject({ holderIdentity: second?.ticket, leaseTransitions: 1 });
    await second?.release();
  });

  it('are lost to the holder who cannot renew them, before somebody else may have them', async () => {
    const first = await acquire();
    await server.down();
    await until('it knows', () => first?.lost.aborted);
    await server.up();
    const second = await acquire();
    expect(second).toBeDefined();
    await first?.release();
    const [lease] = server.objects.collection('/apis/coordination.k8s.io/v1/leases').objects.values();
    expect(lease?.spec).toMatchObject({ holderIdentity: second?.ticket });
    await second?.release();
  });

  it('stay with their holder when somebody else edits the object', async () => {
    const first = await acquire();
    const leases = '/apis/coordination.k8s.io/v1/leases';
    const [lease] = server.objects.collection(leases).objects.values();
    if (!lease) throw new Error('there is no lease');
    server.objects.put(leases, { ...lease, metadata: { ...lease.metadata, labels: { by: 'hand' } } });
    const puts = server.requests.length;
    await until('it was renewed', () => server.requests.length > puts + 4);
    expect(first?.lost.aborted).toBe(false);
    await first?.release();
  });

  it('are waited for no longer than the caller wants', async () => {
    const first = await acquire();
    const waiting = acquire();
    stop.abort();
    expect(await waiting).toBeUndefined();
    await first?.release();
  });
});

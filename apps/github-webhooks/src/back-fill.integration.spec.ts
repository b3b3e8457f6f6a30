import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GitHubClient, hookDeliveries } from '@slipway/github';
import { GitHubDouble, type DoubleDelivery } from '@slipway/github/testing';
import { systemClock } from '@slipway/kernel';
import type { HookDeliveries } from '@slipway/ports';
import { quietLogger } from '@slipway/testing';
import { compareWithGitHub } from './back-fill/compare-with-github.ts';
import { pushPayload, signedDelivery, type SignedDelivery } from './testing/signed-delivery.ts';
import { WebhookHarness } from './testing/webhook-harness.ts';

const path = 'repos/acme/environment/hooks/12';
const noon = Date.parse('2026-11-26T12:00:00Z');
const minute = 60_000;

let harness: WebhookHarness;
let double: GitHubDouble;
let hook: HookDeliveries;
let minutesAgo: number;
const sent = new Map<string, SignedDelivery>();

beforeEach(async () => {
  harness = await WebhookHarness.start();
  await harness.addReplica();
  double = await GitHubDouble.start();
  double.now = () => new Date(noon);
  double.deliveries.set(path, []);
  // As GitHub does it: another attempt, with another number and the same GUID.
  double.onAsked = async ({ guid }) => {
    const delivery = sent.get(guid);
    if (delivery) await harness.send(delivery);
    listed(guid, 0);
  };
  const credentials = { kind: 'token' as const, token: double.token };
  hook = hookDeliveries(new GitHubClient({ credentials, apiUrl: double.url, clock: systemClock }), path);
  minutesAgo = 600;
});
afterEach(async () => {
  await harness.stop();
  await double.close();
});

function listed(guid: string, ago: number): DoubleDelivery {
  const list = double.deliveries.get(path) ?? [];
  const delivery = { attempt: String(list.length + 1), guid, deliveredAt: new Date(noon - ago * minute) };
  list.unshift(delivery);
  return delivery;
}

/** A delivery that GitHub has in its list; `arrives`: and the ledger has it too. */
async function delivered(arrives: boolean, ago = (minutesAgo -= 1)): Promise<SignedDelivery> {
  const delivery = signedDelivery('push', pushPayload('acme/environment'));
  sent.set(delivery.id, delivery);
  listed(delivery.id, ago);
  if (arrives) await harness.send(delivery);
  return delivery;
}

const compare = (): Promise<number> =>
  compareWithGitHub(
    {
      ledger: harness.database.deliveryLedger,
      backFillLog: harness.database.backFillLog,
      clock: systemClock,
      logger: quietLogger,
      metrics: harness.metrics,
    },
    hook,
  );

describe('the comparison with GitHub', () => {
  it('asks for what is missing in the ledger and for nothing else, and gets it', async () => {
    const lost = [];
    for (let index = 0; index < 230; index += 1) {
      const delivery = await delivered(index % 100 !== 7);
      if (index % 100 === 7) lost.push(delivery.id);
    }
    expect(await compare()).toBe(3);
    expect(double.asked.length).toBe(3);
    for (const id of lost) expect(await harness.settled(id)).toMatchObject({ event: 'push' });
    expect(await compare()).toBe(0);
    expect(await harness.metric('slipway_github_redeliveries_asked_total')).toBe(3);
  });

  it('asks for the newest attempt, leaves alone what is under way, and looks back as far as GitHub does', async () => {
    await delivered(false, 3 * 24 * 60 + 5);
    const missing = await delivered(false, 120);
    const again = listed(missing.id, 60);
    await delivered(false, 1);
    expect(await compare()).toBe(1);
    expect(double.asked).toEqual([again.attempt]);
  });

  it('gives up a delivery that is refused each time', async () => {
    const forged = signedDelivery('push', pushPayload('acme/environment'), {
      secret: 'an old secret of acme',
    });
    sent.set(forged.id, forged);
    listed(forged.id, 300);
    const asked = [];
    for (let pass = 0; pass < 5; pass += 1) {
      double.now = () => new Date(noon + pass * 60 * minute);
      asked.push(await compare());
    }
    expect(asked).toEqual([1, 1, 1, 0, 0]);
  });

  it('goes on where it was when GitHub takes no more calls', async () => {
    const lost = [await delivered(false), await delivered(false)];
    double.onAsked = async ({ guid }) => {
      double.plan({ status: 403, headers: { 'retry-after': '1' } });
      const delivery = sent.get(guid);
      if (delivery) await harness.send(delivery);
    };
    await expect(compare()).rejects.toThrow('GitHub takes no more calls of ours now');
    double.onAsked = async ({ guid }) => {
      const delivery = sent.get(guid);
      if (delivery) await harness.send(delivery);
    };
    const credentials = { kind: 'token' as const, token: double.token };
    hook = hookDeliveries(new GitHubClient({ credentials, apiUrl: double.url, clock: systemClock }), path);
    expect(await compare()).toBe(1);
    for (const { id } of lost) expect(await harness.settled(id)).toMatchObject({ event: 'push' });
  });
});

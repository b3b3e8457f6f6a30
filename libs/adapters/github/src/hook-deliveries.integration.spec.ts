import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeliveryAttempt } from '@slipway/deliveries';
import { systemClock, type Clock } from '@slipway/kernel';
import { GitHubClient } from './client/github-client.ts';
import { pauseOf } from './client/rate-limit.ts';
import { hookDeliveries } from './hook-deliveries.ts';
import { GitHubDouble, type DoubleDelivery } from './testing/index.ts';

const hook = 'repos/acme/environment/hooks/12';
const noon = Date.parse('2026-11-26T12:00:00Z');
const guidOf = (place: number): string => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`;

/** Newest first, a minute between them; their numbers do not fit into one of JavaScript. */
const listOf = (count: number): DoubleDelivery[] =>
  Array.from({ length: count }, (_, place) => ({
    attempt: `9007199254740993${String(place).padStart(3, '0')}`,
    guid: guidOf(place).toUpperCase(),
    deliveredAt: new Date(noon - place * 60_000),
  }));

let double: GitHubDouble;
let clock: Clock & { ahead: number };
beforeEach(async () => {
  double = await GitHubDouble.start();
  clock = {
    ahead: 0,
    now: () => new Date(Date.now() + clock.ahead),
    sleep: (milliseconds) => systemClock.sleep(milliseconds),
  };
});
afterEach(async () => {
  await double.close();
});

const byToken = (): GitHubClient =>
  new GitHubClient({ credentials: { kind: 'token', token: double.token }, apiUrl: double.url, clock });

async function attemptsOf(client: GitHubClient, since: Date, path = hook): Promise<DeliveryAttempt[]> {
  const found: DeliveryAttempt[] = [];
  for await (const attempt of hookDeliveries(client, path).attempts(since)) found.push(attempt);
  return found;
}

describe('the deliveries of a hook', () => {
  it('are read page by page, no further than asked, with numbers of any size', async () => {
    double.deliveries.set(hook, listOf(250));
    const attempts = await attemptsOf(byToken(), new Date(noon - 119 * 60_000));
    expect(attempts.length).toBe(120);
    expect(attempts[1]).toEqual({
      attempt: '9007199254740993001',
      id: guidOf(1),
      event: 'push',
      deliveredAt: new Date(noon - 60_000),
    });
    expect(double.requests).toEqual([
      `GET /${hook}/deliveries?per_page=100`,
      `GET /${hook}/deliveries?per_page=100&cursor=v1_100`,
    ]);
  });

  it('of an App are read and repeated by a token that its key signs', async () => {
    double.deliveries.set('app/hook', listOf(1));
    const { appId, privateKey } = double;
    const client = new GitHubClient({
      credentials: { kind: 'app', appId, privateKey },
      apiUrl: double.url,
      clock,
    });
    const [attempt] = await attemptsOf(client, new Date(0), 'app');
    expect(await hookDeliveries(client, 'app').redeliver(attempt?.attempt ?? '')).toBe(true);
    expect(double.asked).toEqual(['9007199254740993000']);
  });

  it('that GitHub has forgotten are not repeated', async () => {
    double.deliveries.set(hook, []);
    expect(await hookDeliveries(byToken(), hook).redeliver('1')).toBe(false);
  });

  it('are looked at on the clock of GitHub', async () => {
    double.deliveries.set(hook, []);
    double.now = () => new Date(noon);
    expect(await hookDeliveries(byToken(), hook).now()).toEqual(new Date(noon));
  });

  it.each(['app/../user', 'repos/acme/hooks/1', 'https://elsewhere.example'])(
    'of %s do not exist',
    (path) => {
      expect(() => hookDeliveries(byToken(), path)).toThrow('is no hook: expected app, orgs/OWNER/hooks/ID');
    },
  );
});

describe('an answer of GitHub', () => {
  it.each([
    [{ status: 401 }, 'does not know these credentials'],
    [{ status: 403 }, 'do not open'],
    [{ status: 404 }, 'does not have'],
    [{ status: 422 }, 'GitHub refused'],
    [{ status: 502, body: 'no JSON' }, 'could not answer'],
    [{ status: 200, body: '[{"id": 1, "guid": "' }, 'not send its list of deliveries to the end'],
    [{ status: 200, body: '{"id": 1}' }, 'a list of deliveries that is none'],
  ])('%j is told as what it means', async (answer, message) => {
    double.plan(answer);
    await expect(attemptsOf(byToken(), new Date(0))).rejects.toThrow(message);
  });

  it('that there are no calls left keeps all calls back until the time that it names', async () => {
    double.deliveries.set(hook, listOf(1));
    const client = byToken();
    double.plan({ status: 403, headers: { 'retry-after': '120' } });
    await expect(attemptsOf(client, new Date(0))).rejects.toThrow('in 120 s again');
    await expect(attemptsOf(client, new Date(0))).rejects.toThrow('takes no calls of ours for');
    expect(double.requests.length).toBe(1);
    clock.ahead = 121_000;
    expect((await attemptsOf(client, new Date(0))).length).toBe(1);
  });

  it('names that time by its own clock', () => {
    const headers = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '1000',
      date: new Date(970_000).toUTCString(),
    };
    expect(pauseOf(403, headers, new Date(0))).toBe(30_000);
    expect(pauseOf(429, {}, new Date(0))).toBe(60_000);
    expect(pauseOf(403, { 'x-ratelimit-remaining': '12' }, new Date(0))).toBeUndefined();
  });
});

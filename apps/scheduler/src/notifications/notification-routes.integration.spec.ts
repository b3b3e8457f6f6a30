import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClient, notificationEndpoints, type Client } from '@slipway/contracts';
import { hashToken, serveHttp, tokensOf, type HttpServer } from '@slipway/service';
import { quietLogger } from '@slipway/testing';
import { notificationRoutes } from './notification-routes.ts';
import { startHttpReceiver, type HttpReceiver } from './testing/http-receiver.ts';
import { NotificationBench } from './testing/notification-bench.ts';

let bench: NotificationBench;
let receiver: HttpReceiver;
let server: HttpServer;
beforeEach(async () => {
  bench = await NotificationBench.start();
  receiver = await startHttpReceiver();
  bench.secrets.set('ops', `${receiver.url}/slack`);
  bench.rules = `
    - { name: hook, events: [run-failed], to: { webhook: { url: "${receiver.url}/hook?token=x" } } }
    - { name: chat, events: [run-failed], teams: [vision], digest: 1h, to: { slack: { secret: ops } } }
    - { name: mail, events: [study-ended], to: { email: { addresses: [ada@example.org] } } }`;
  const nothing = (): Promise<void> => Promise.resolve();
  const service = { name: 'scheduler', routes: notificationRoutes(bench.deps), mounts: [] };
  server = await serveHttp({
    services: [{ ...service, start: nothing, stop: nothing, checkReady: nothing }],
    ...{ host: '127.0.0.1', port: 0, logger: quietLogger, metrics: bench.metrics },
    tokens: tokensOf([
      { name: 'root', grants: [{ role: 'admin' }], sha256: hashToken('root') },
      { name: 'mary', grants: [{ role: 'maintainer', team: 'vision' }], sha256: hashToken('mary') },
    ]),
  });
});
afterEach(async () => {
  await server.close();
  await receiver.close();
  await bench.stop();
});

const as = (token: string): Client => createClient({ url: server.url, token });

describe('administrators', () => {
  it('see the rules with what became of their messages, and what has to be set first', async () => {
    receiver.answer(() => 410);
    await bench.end('digits-1');
    await bench.follow();
    bench.startWorker();
    await bench.waitFor('dead', 1);
    const { items } = await as('root').call(notificationEndpoints.listNotificationRules, {});
    expect(items).toEqual([
      {
        ...{ name: 'hook', events: ['run-failed'], to: `webhook ${receiver.url}` },
        ...{ pending: 0, sent: 0, dead: 1 },
      },
      {
        ...{ name: 'chat', events: ['run-failed'], teams: ['vision'], to: 'slack (ops)', digest: '1h' },
        ...{ pending: 1, sent: 0, dead: 0 },
      },
      {
        ...{ name: 'mail', events: ['study-ended'], to: 'email to ada@example.org' },
        ...{ problem: expect.stringContaining('SLIPWAY_SMTP_URL'), pending: 0, sent: 0, dead: 0 },
      },
    ]);
  });

  it('see messages in pages, newest first, those that were given up too', async () => {
    receiver.answer(() => 410);
    await bench.end('digits-1');
    await bench.end('digits-2');
    await bench.follow();
    bench.startWorker();
    await bench.waitFor('dead', 2);
    const list = (query: Readonly<Record<string, string | number>>) =>
      as('root').call(notificationEndpoints.listNotifications, {
        query: { state: 'dead', limit: 1, ...query },
      });
    const first = await list({});
    expect(first.items).toMatchObject([
      {
        ...{ rule: 'hook', title: 'Run digits-2 of vision failed', state: 'dead', failures: 1, count: 1 },
        ...{ reason: 'The receiver answered 410.', settledAt: bench.clock.now().toISOString() },
      },
    ]);
    const second = await list({ cursor: first.cursor ?? '' });
    expect(second).toMatchObject({ items: [{ title: 'Run digits-1 of vision failed' }] });
    expect(second.cursor).toBeUndefined();
    expect((await list({ rule: 'chat' })).items).toEqual([]);
  });

  it('send an example by a rule at once, without waiting for its digest, and learn what came of it', async () => {
    const test = (rule: string) =>
      as('root').call(notificationEndpoints.testNotification, { params: { rule } });
    expect(await test('chat')).toMatchObject({ delivered: true });
    expect(receiver.received[0]?.body).toContain('this is a test of the rule chat');
    receiver.answer(() => 500);
    expect(await test('hook')).toMatchObject({ delivered: false, reason: 'The receiver answered 500.' });
    expect(await test('mail')).toMatchObject({ delivered: false });
    await expect(test('other')).rejects.toThrow('slipway.yaml has no rule other');
    expect(await bench.messages()).toEqual([]);
  });
});

describe('nobody else', () => {
  it('sees or sends anything', async () => {
    for (const endpoint of [
      notificationEndpoints.listNotificationRules,
      notificationEndpoints.listNotifications,
    ])
      await expect(as('mary').call(endpoint, {})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      as('mary').call(notificationEndpoints.testNotification, { params: { rule: 'hook' } }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect(receiver.received).toEqual([]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startMailServer } from '@slipway/email/testing';
import { until } from '@slipway/testing';
import { standardSignature } from '@slipway/webhook-delivery';
import { createNotifying } from './notifying.ts';
import { startHttpReceiver, type HttpReceiver } from './testing/http-receiver.ts';
import { NotificationBench } from './testing/notification-bench.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

let bench: NotificationBench;
let receiver: HttpReceiver;
beforeEach(async () => {
  bench = await NotificationBench.start();
  receiver = await startHttpReceiver();
  bench.secrets.set('ci', secret);
  bench.secrets.set('ops', `${receiver.url}/slack`);
  bench.rules = `
    - { name: hook, events: [run-failed], to: { webhook: { url: "${receiver.url}/hook", secret: ci } } }`;
});
afterEach(async () => {
  await receiver.close();
  await bench.stop();
});

const names = (): readonly string[] =>
  receiver.received.map(({ body }) => {
    const { data } = JSON.parse(body) as { data: { occurrences: { name: string }[] } };
    return data.occurrences.map(({ name }) => name).join('+');
  });

describe('a run that fails', () => {
  it('is told to a webhook, signed after Standard Webhooks, and to Slack', async () => {
    bench.rules +=
      '\n    - { name: chat, events: [run-failed], teams: [vision], to: { slack: { secret: ops } } }';
    await bench.end('digits-1');
    await bench.end('digits-2', {}, 'succeeded');
    await bench.follow();
    bench.startWorker();
    await bench.waitFor('sent', 2);
    expect(receiver.received).toHaveLength(2);
    const hook = receiver.received.find(({ path }) => path === '/hook');
    const { headers = {}, body = '' } = hook ?? {};
    expect(JSON.parse(body)).toMatchObject({
      type: 'run-failed',
      version: 1,
      data: {
        title: 'Run digits-1 of vision failed',
        text: 'exit code 1',
        occurrences: [{ link: 'https://slipway.example/v1/teams/vision/runs/digits-1/logs' }],
      },
    });
    const id = String(headers['webhook-id']);
    const timestamp = Number(headers['webhook-timestamp']);
    expect(timestamp).toBe(bench.clock.now().getTime() / 1_000);
    expect(headers['webhook-signature']).toBe(standardSignature(secret, { id, timestamp, body }));
    const chat = receiver.received.find(({ path }) => path === '/slack');
    expect(JSON.parse(chat?.body ?? '')).toMatchObject({ text: 'Run digits-1 of vision failed' });
    expect(await bench.metrics.expose()).toContain(
      'slipway_notification_attempts_total{to="slack",result="delivered"} 1',
    );
  });

  it('is told soon after it has happened, by loops that are woken, once however many replicas there are', async () => {
    const other = await bench.open();
    const replicas = [createNotifying(bench.deps), createNotifying({ ...bench.deps, ...bench.on(other) })];
    await Promise.all(replicas.map((replica) => replica.start()));
    for (const run of ['digits-1', 'digits-2', 'digits-3']) await bench.end(run);
    await bench.waitFor('sent', 3);
    await Promise.all(replicas.map((replica) => replica.stop()));
    await other.close();
    expect(names().toSorted()).toEqual(['digits-1', 'digits-2', 'digits-3']);
  });

  it('is told once when it is followed again or by several at once, and when its end is announced twice', async () => {
    await bench.end('digits-1');
    await Promise.all([bench.follow(), bench.follow(), bench.follow()]);
    await bench.end('digits-1', { message: 'the same again' });
    await bench.follow();
    expect(await bench.messages()).toHaveLength(1);
  });

  it('is told when slipway.yaml is mended, if it could not be understood', async () => {
    const { rules } = bench;
    bench.rules = '[{ name: hook, events: [run-faild], to: { slack: { secret: ops } } }]';
    await bench.end('digits-1');
    await expect(bench.follow()).rejects.toThrow('spec.notifications[0].events[0]');
    bench.rules = rules;
    await bench.follow();
    expect(await bench.messages()).toMatchObject([{ rule: 'hook', state: 'pending' }]);
  });
});

describe('a message in the outbox', () => {
  it('is sent by another process when the one that wrote it is gone', async () => {
    await bench.end('digits-1');
    const first = await bench.open();
    await bench.follow(bench.on(first));
    await first.close();
    const second = await bench.open();
    const worker = bench.startWorker(bench.on(second));
    await bench.waitFor('sent', 1);
    await worker.stop();
    await second.close();
    expect(names()).toEqual(['digits-1']);
  });

  it('is sent again with the same id when the process that was sending it is gone, after its lease', async () => {
    await bench.end('digits-1');
    await bench.follow();
    const lost = {
      now: bench.clock.now(),
      leasedUntil: new Date(bench.clock.now().getTime() + 10_000),
      limit: 9,
    };
    const [claimed] = await bench.deps.outbox.claim('a killed one', lost);
    bench.startWorker();
    expect(await bench.deps.outbox.claim('another one', lost)).toEqual([]);
    bench.advance(10_001);
    await bench.waitFor('sent', 1);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([claimed?.id]);
  });

  it('is tried again after a 500, the same to the byte but for the time of the signature', async () => {
    receiver.answer(() => (receiver.received.length === 1 ? 500 : 204));
    await bench.end('digits-1');
    await bench.follow();
    bench.startWorker();
    await until('the first attempt is noted', async () => (await bench.messages())[0]?.failures === 1);
    expect(await bench.messages()).toMatchObject([
      { state: 'pending', reason: 'The receiver answered 500.' },
    ]);
    bench.advance(2_000);
    await bench.waitFor('sent', 1);
    const [first, second] = receiver.received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
    expect(second?.headers['webhook-signature']).not.toBe(first?.headers['webhook-signature']);
  });

  it('is given up when the receiver is gone (410), and kept for people to see', async () => {
    receiver.answer(() => 410);
    await bench.end('digits-1');
    await bench.follow();
    bench.startWorker();
    expect(await bench.waitFor('dead', 1)).toMatchObject([
      { rule: 'hook', failures: 1, reason: 'The receiver answered 410.' },
    ]);
  });

  it('does not wait for the receiver of another one that is slow, nor for one of its own that has to be tried again', async () => {
    const slow = await startHttpReceiver();
    slow.answer(() => 'never');
    bench.rules += `\n    - { name: slow, events: [run-failed], to: { webhook: { url: "${slow.url}" } } }`;
    receiver.answer(({ body }) => (body.includes('digits-1') ? 503 : 200));
    for (const run of ['digits-1', 'digits-2', 'digits-3']) await bench.end(run);
    await bench.follow();
    bench.startWorker({ http: { ...bench.deps.http, timeout: 60_000 } });
    const sent = await bench.waitFor('sent', 2);
    expect(sent.map(({ occurrences: [one] }) => one?.name)).toEqual(['digits-3', 'digits-2']);
    await slow.waitFor(1);
    expect(slow.received).toHaveLength(1);
    await slow.close();
  });

  it('never goes to a private address unless that is allowed', async () => {
    await bench.end('digits-1');
    await bench.follow();
    bench.startWorker({ http: { ...bench.deps.http, allowPrivateAddresses: false } });
    const [dead] = await bench.waitFor('dead', 1);
    expect(dead?.reason).toContain('not a public IP address');
    expect(receiver.received).toEqual([]);
  });

  it('waits while its secret is missing, or is none that signs', async () => {
    bench.secrets.clear();
    await bench.end('digits-1');
    await bench.follow();
    bench.startWorker();
    await until('it has failed', async () => (await bench.messages())[0]?.failures === 1);
    expect((await bench.messages())[0]?.reason).toContain('The secret ci is not in the file');
    bench.secrets.set('ci', 'hush');
    bench.advance(2_000);
    await until('it has failed again', async () => (await bench.messages())[0]?.failures === 2);
    expect((await bench.messages())[0]?.reason).toContain('The secret ci signs nothing');
    bench.secrets.set('ci', secret);
    bench.advance(5_000);
    await bench.waitFor('sent', 1);
  });
});

describe('an e-mail', () => {
  it('comes by SMTP, and waits until a server is named', async () => {
    const server = await startMailServer();
    bench.rules = '[{ name: mail, events: [run-failed], to: { email: { addresses: [ada@example.org] } } }]';
    await bench.end('digits-1');
    await bench.follow();
    const without = bench.startWorker();
    await until('it has failed', async () => (await bench.messages())[0]?.failures === 1);
    expect((await bench.messages())[0]?.reason).toContain('SLIPWAY_SMTP_URL');
    await without.stop();
    bench.startWorker(bench.withMail(server.url));
    bench.advance(2_000);
    const [sent] = await bench.waitFor('sent', 1);
    expect(server.received).toMatchObject([{ to: ['ada@example.org'] }]);
    expect(server.received[0]?.raw).toContain(`Message-ID: <${sent?.id ?? ''}@example.org>`);
    expect(server.received[0]?.raw).toContain('Subject: Run digits-1 of vision failed');
    await server.close();
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startHttpReceiver, type HttpReceiver } from './testing/http-receiver.ts';
import { NotificationBench } from './testing/notification-bench.ts';

let bench: NotificationBench;
let receiver: HttpReceiver;
beforeEach(async () => {
  bench = await NotificationBench.start();
  receiver = await startHttpReceiver();
  bench.rules = `
    - { name: hook, events: [run-failed], to: { webhook: { url: "${receiver.url}/hook"} } }`;
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

describe('a digest', () => {
  it('gathers from the first occurrence on, and is sent in one message', async () => {
    bench.rules = bench.rules.replace('to:', 'digest: 1h, to:');
    bench.startWorker();
    await bench.end('digits-1');
    await bench.follow();
    bench.advance(1_800_000);
    await bench.end('digits-2');
    await bench.follow();
    expect(await bench.messages()).toMatchObject([{ state: 'pending', total: 2, isDigest: true }]);
    bench.advance(1_800_000);
    await bench.waitFor('sent', 1);
    await bench.end('digits-3');
    await bench.follow();
    bench.advance(3_600_000);
    await bench.waitFor('sent', 2);
    expect(names()).toEqual(['digits-1+digits-2', 'digits-3']);
  });

  it('counts what is beyond its bound', async () => {
    bench.rules = bench.rules.replace('to:', 'digest: 1h, to:');
    for (let run = 0; run < 45; run += 1) await bench.end(`digits-${String(run)}`);
    await bench.follow();
    const [digest] = await bench.messages();
    expect(digest?.total).toBe(45);
    expect(digest?.occurrences).toHaveLength(40);
  });
});

describe('a flood', () => {
  it('becomes a digest when a hundred messages of a rule wait', async () => {
    for (let run = 0; run < 108; run += 1) await bench.end(`digits-${String(run)}`);
    await bench.follow();
    const [digest, ...others] = await bench.messages();
    expect(digest).toMatchObject({ isDigest: true, total: 8 });
    expect(others.filter(({ isDigest }) => isDigest)).toEqual([]);
    expect(await bench.deps.outbox.count()).toEqual([{ rule: 'hook', state: 'pending', count: 101 }]);
  });
});

import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { WebhookLoad, WebhookLoadResult } from './load.ts';
import { planDeliveries, signedPayloads, type PlannedDelivery } from './workload.ts';

/** Sends the load that stands on the standard input, and says on the standard output what it measured. */
const load = JSON.parse(await text(process.stdin)) as WebhookLoad;
const { real, large } = signedPayloads();
const payloads = [...real, ...large];
const agent = new Agent({ keepAlive: true, maxSockets: load.senders });
const target = new URL(load.url);
const answers: number[] = [];

/** Milliseconds until the whole answer was there. */
function send({ id, payload: place, secret }: PlannedDelivery): Promise<number> {
  const payload = payloads[place];
  if (!payload) throw new Error(`there is no payload ${String(place)}`);
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const call = request(
      {
        ...{ agent, host: target.hostname, port: target.port, path: target.pathname, method: 'POST' },
        headers: {
          'content-type': 'application/json',
          'content-length': payload.body.length,
          'user-agent': 'GitHub-Hookshot/044aadd',
          'x-github-delivery': id,
          'x-github-event': payload.event,
          'x-github-hook-id': '1',
          'x-hub-signature-256': payload.signatures[secret],
        },
      },
      (response) => {
        const { statusCode = 0 } = response;
        response.resume();
        response.on('end', () => {
          if (statusCode === 200 || statusCode === 202) resolve(performance.now() - began);
          else reject(new Error(`delivery ${id} of ${payload.event} was answered ${String(statusCode)}`));
        });
      },
    );
    call.on('error', reject);
    call.end(payload.body);
  });
}

async function work(plan: Iterator<PlannedDelivery>): Promise<void> {
  for (let next = plan.next(); next.done !== true; next = plan.next()) answers.push(await send(next.value));
}

async function sendAll(plan: readonly PlannedDelivery[]): Promise<void> {
  const shared = plan.values();
  await Promise.all(Array.from({ length: load.senders }, () => work(shared)));
}

// Code that has run before is compiled: both systems are measured warm.
await sendAll(planDeliveries({ deliveries: load.warmUp, seed: load.seed + 1 }, real.length, large.length));
answers.length = 0;
const plan = planDeliveries(load, real.length, large.length);
const began = performance.now();
await sendAll(plan);
const result: WebhookLoadResult = {
  seconds: (performance.now() - began) / 1000,
  answers,
  ids: [...new Set(plan.map(({ id }) => id))],
};
agent.destroy();
process.stdout.write(JSON.stringify(result));

import { text } from 'node:stream/consumers';
import { Connection } from '../connection.ts';
import type { WebhookLoad, WebhookLoadResult } from './load.ts';
import { planDeliveries, signedPayloads, type PlannedDelivery } from './workload.ts';

/** Sends the load that stands on the standard input, and says on the standard output what it measured. */
const load = JSON.parse(await text(process.stdin)) as WebhookLoad;
const { real, large } = signedPayloads();
const payloads = [...real, ...large];
const { origin, pathname } = new URL(load.url);
const connections = Array.from({ length: load.senders }, () => new Connection(origin));
const answers: number[] = [];

/** Milliseconds until the whole answer was there. */
async function send(
  connection: Connection,
  { id, payload: place, secret }: PlannedDelivery,
): Promise<number> {
  const payload = payloads[place];
  if (!payload) throw new Error(`there is no payload ${String(place)}`);
  const headers = {
    'User-Agent': 'GitHub-Hookshot/044aadd',
    'X-GitHub-Delivery': id,
    'X-GitHub-Event': payload.event,
    'X-GitHub-Hook-ID': '1',
    'X-Hub-Signature-256': payload.signatures[secret] ?? '',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const began = performance.now();
  await connection.send('POST', pathname, payload.body, lines.join(''));
  return performance.now() - began;
}

async function work(connection: Connection, plan: Iterator<PlannedDelivery>): Promise<void> {
  for (let next = plan.next(); next.done !== true; next = plan.next())
    answers.push(await send(connection, next.value));
}

async function sendAll(plan: readonly PlannedDelivery[]): Promise<void> {
  const shared = plan.values();
  await Promise.all(connections.map((connection) => work(connection, shared)));
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
for (const connection of connections) connection.close();
process.stdout.write(JSON.stringify(result));

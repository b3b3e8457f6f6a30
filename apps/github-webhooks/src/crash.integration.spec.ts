import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase, type Database } from '@slipway/postgres';
import { createTestDatabase, DeliverySettlements, type TestDatabase } from '@slipway/postgres/testing';
import {
  liveThroughKills,
  seededRandom,
  temporaryDirectory,
  until,
  type ServiceProcess,
  type TemporaryDirectory,
} from '@slipway/testing';
import { pushPayload, signedDelivery, usualSecret, type SignedDelivery } from './testing/signed-delivery.ts';
import { startWebhooksProcess, type ProcessSettings } from './testing/webhooks-process.ts';

const kills = Number(process.env.SLIPWAY_KILLS ?? 20);
const seed = Number(process.env.SLIPWAY_SEED ?? Date.now() % 1_000_000);
const random = seededRandom(seed);

/** Milliseconds that a process starts for, at the least. */
const startTime = 1_000;
/** Answers of one life, at the most. */
const answersOfLife = 150;

let test: TestDatabase;
let database: Database;
let folder: TemporaryDirectory;
let settlements: DeliverySettlements;
let settings: ProcessSettings;
let running: ServiceProcess | undefined;
let url: string | undefined;

const acknowledged = new Map<string, SignedDelivery>();
const repeated = new Set<string>();

function start(): void {
  const own = startWebhooksProcess(settings);
  running = own;
  void own.ready.then((ready) => {
    if (running === own) url = ready;
  });
}

async function kill(): Promise<void> {
  url = undefined;
  await running?.kill();
}

function newDelivery(): SignedDelivery {
  const kind = random();
  // Some are large enough to be compressed while they arrive.
  const padding = kind < 0.1 ? { padding: 'x'.repeat(300_000) } : {};
  if (kind < 0.5) return signedDelivery('push', pushPayload('acme/environment', padding));
  if (kind < 0.8)
    return signedDelivery('ping', { repository: { full_name: `acme/r${String(Math.floor(kind * 50))}` } });
  return signedDelivery('watch', pushPayload('acme/models'));
}

/** Undefined without an answer. */
function statusOf({ headers, body }: SignedDelivery, target: string): Promise<number | undefined> {
  return fetch(`${target}/webhooks/github`, { method: 'POST', headers, body: new Uint8Array(body) }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    },
    () => undefined,
  );
}

/** Sends deliveries while there is somebody to take them; what has no answer is sent again now and then, as by a redelivery. */
async function send(enough: AbortSignal): Promise<void> {
  let unanswered: SignedDelivery | undefined;
  while (!enough.aborted) {
    const target = url;
    if (target === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      continue;
    }
    const known = [...acknowledged.values()];
    const again = random() < 0.1 ? known[Math.floor(random() * known.length)] : undefined;
    const delivery = unanswered ?? again ?? newDelivery();
    if (acknowledged.has(delivery.id)) repeated.add(delivery.id);
    const status = await statusOf(delivery, target);
    unanswered = status === undefined && random() < 0.7 ? delivery : undefined;
    if (status === 202) acknowledged.set(delivery.id, delivery);
  }
}

const answered = async (): Promise<void> => {
  const wanted = acknowledged.size + 1 + random() * answersOfLife;
  await until('deliveries are acknowledged', () => acknowledged.size >= wanted, 60_000);
};

beforeAll(
  async () => {
    test = await createTestDatabase();
    folder = await temporaryDirectory();
    settings = {
      databaseUrl: test.url,
      tokensFile: path.join(folder.path, 'tokens.json'),
      secretsFile: path.join(folder.path, 'webhook-secrets.json'),
    };
    await writeFile(settings.tokensFile, '[]');
    await writeFile(settings.secretsFile, JSON.stringify({ default: [usualSecret] }));
    database = await openDatabase({ url: test.url, maxConnections: 2 });
    settlements = await DeliverySettlements.of(test.url);
    // The start of all that follow is compiled by one that stops: one that is killed does not keep what it compiled.
    const first = startWebhooksProcess(settings);
    await first.ready;
    await first.stop();
    await liveThroughKills({
      ...{ kills, random, startTime, start, kill },
      serving: 0.9,
      load: (enough) => Promise.all(Array.from({ length: 8 }, () => send(enough))),
      served: answered,
    });
    await until('the queue is empty', async () => (await settlements.pending()) === 0, 60_000);
  },
  30_000 + kills * 10_000,
);

afterAll(async () => {
  await kill();
  await settlements.close();
  await database.close();
  await test.drop();
  await folder.remove();
});

describe(`deliveries after kill -9 of their receiver (seed ${String(seed)})`, () => {
  it('are all there when they were acknowledged, with their payloads', async () => {
    expect(acknowledged.size).toBeGreaterThan(kills * 10);
    expect(repeated.size).toBeGreaterThan(0);
    expect((await database.deliveryLedger.known([...acknowledged.keys()])).size).toBe(acknowledged.size);
    for (const { id, body } of [...acknowledged.values()].slice(-200))
      expect((await database.deliveryLedger.payload(id))?.equals(body)).toBe(true);
  });

  it('are handled once in effect, those that came again too', async () => {
    const counts = await settlements.counts();
    const queued = [...acknowledged.values()].filter(({ event }) => event !== 'watch');
    expect(queued.filter(({ id }) => counts.get(id) !== 1)).toEqual([]);
    expect([...counts.values()].filter((count) => count !== 1)).toEqual([]);
  });
});

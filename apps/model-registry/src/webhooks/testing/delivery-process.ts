import { systemClock, systemRandom } from '@slipway/kernel';
import { openDatabase } from '@slipway/postgres';
import { createMetrics } from '@slipway/telemetry';
import { quietLogger } from '@slipway/testing';
import { createDeliveryWorker } from '../delivery-worker.ts';
import { readWebhookSettings } from '../webhook-settings.ts';

/** A delivery worker as a process of its own, to be killed: `node delivery-process.ts <database url> <directory> <lease>`. */
const [url = '', directory = '', lease = ''] = process.argv.slice(2);
const database = await openDatabase({ url, maxConnections: 2 });
const { webhookStore, webhookDeliveries } = database;
const worker = createDeliveryWorker(
  {
    webhookStore,
    webhookDeliveries,
    webhookSettings: await readWebhookSettings(process.env, directory),
    clock: systemClock,
    random: systemRandom,
    logger: quietLogger,
    metrics: createMetrics(),
  },
  Number(lease),
);
worker.start();

import path from 'node:path';
import { startSlipway, temporaryDirectory, type SlipwayServer } from '@slipway/testing';

/** Webhooks may go to receivers of the tests. */
const env = { MLFLOW_WEBHOOK_ALLOWED_SCHEMES: 'http,https', MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' };

/** A registry on fresh data while `use` runs. */
export async function withSlipway(use: (slipway: SlipwayServer) => Promise<void>): Promise<void> {
  await using directory = await temporaryDirectory();
  const slipway = await startSlipway('model-registry', path.join(directory.path, 'data'), { env });
  try {
    await use(slipway);
  } finally {
    await slipway.stop();
  }
}

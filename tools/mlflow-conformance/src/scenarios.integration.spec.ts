import path from 'node:path';
import { expect, it } from '@jest/globals';
import { mlflowEnvironment, runPython } from '@slipway/testing';
import { withSlipway } from './with-slipway.ts';

const scenarios = path.resolve(import.meta.dirname, '../scenarios');

it('lets the unmodified mlflow client do all that it does with a server of MLflow', async () => {
  const { python } = await mlflowEnvironment(console.log);
  await withSlipway(async ({ url }) => {
    const { code, output } = await runPython(python, ['-m', 'pytest'], {
      cwd: scenarios,
      env: {
        MLFLOW_TRACKING_URI: url,
        // A refusal that the client would retry shows at once.
        MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
        MLFLOW_DISABLE_TELEMETRY: 'true',
      },
    });
    expect(code === 0 ? '' : output.slice(-20_000)).toBe('');
  });
}, 600_000);

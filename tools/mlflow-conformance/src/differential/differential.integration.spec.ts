import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { startMlflowServer, temporaryDirectory, startSlipway } from '@slipway/testing';
import { Peer } from './peer.ts';
import { formatReport, runDifferential } from './run-differential.ts';

const seed = Number(process.env.SLIPWAY_SEED ?? '20');
const steps = Number(process.env.SLIPWAY_DIFFERENTIAL_STEPS ?? '400');

it('answers a random sequence of requests as MLflow does, but for what is explained', async () => {
  await using directory = await temporaryDirectory();
  const mlflowDirectory = path.join(directory.path, 'mlflow');
  await mkdir(mlflowDirectory);
  const [mlflow, slipway] = await Promise.all([
    startMlflowServer({ directory: mlflowDirectory, progress: console.log }),
    startSlipway('model-registry', path.join(directory.path, 'slipway')),
  ]);
  try {
    const report = await runDifferential(new Peer('MLflow', mlflow.url), new Peer('Slipway', slipway.url), {
      seed,
      steps,
    });
    expect(report.unexplained.length === 0 ? '' : `seed ${String(seed)}\n${formatReport(report)}`).toBe('');
  } finally {
    await Promise.all([mlflow.stop(), slipway.stop()]);
  }
});

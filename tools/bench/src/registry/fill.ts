import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { mlflowEnvironment } from '@slipway/testing';
import { Connection } from '../connection.ts';
import { putLoad } from './load.ts';
import { searchedRun, searchFor } from './operations.ts';
import type { Mlflow } from './start-mlflow.ts';
import type { System } from './system.ts';

/** Runs to be searched, made through the API: `count` of them, a multiple of 8. */
export async function fillSlipway(slipway: System, count: number): Promise<void> {
  await putLoad(slipway, { operation: 'fill with runs', connections: 8, steps: count / 8 });
}

/** The same runs, written past the API. */
export async function fillMlflow({ databaseUrl }: Mlflow, count: number): Promise<void> {
  const { python } = await mlflowEnvironment();
  const script = path.join(import.meta.dirname, 'fill-mlflow.py');
  await promisify(execFile)(python, [script, databaseUrl, String(count)]);
}

/** @throws Error unless a search finds exactly the runs that it should */
export async function checkSearch({ name, url }: System, count: number): Promise<void> {
  const below = 0.002;
  let expected = 0;
  for (let number = 0; number < count; number += 1) {
    const { lr, loss } = searchedRun(number);
    if (lr === '0.01' && loss < below) expected += 1;
  }
  const connection = new Connection(url);
  const answer = await connection.send('POST', '/api/2.0/mlflow/runs/search', searchFor(below));
  connection.close();
  const { runs = [] } = JSON.parse(answer) as { runs?: unknown[] };
  if (runs.length !== Math.min(100, expected)) {
    throw new Error(`${name}: a search found ${String(runs.length)} runs instead of ${String(expected)}`);
  }
}

import { Connection } from '../connection.ts';
import { batchOf, createRun, type Send } from './operations.ts';
import type { System } from './system.ts';

export interface RepeatedBatch {
  /** Milliseconds of each repetition when its run has no other points. */
  readonly alone: readonly number[];
  /** The same when its metric has a long history. */
  readonly behindHistory: readonly number[];
}

/**
 * Logs a batch of 1,000 points of one metric, and the same again and again, as a client that got no answer does: at first
 * nothing else is there, then `history` further batches are.
 */
export async function repeatBatch({ url }: System, history: number, times: number): Promise<RepeatedBatch> {
  const connection = new Connection(url);
  const send: Send = (method, path, body) => connection.send(method, path, body);
  const body = batchOf(await createRun(send, 'repeated'), 1);
  const log = async (step: number): Promise<number> => {
    const began = performance.now();
    await send('POST', '/api/2.0/mlflow/runs/log-batch', body(step));
    return performance.now() - began;
  };
  const repeat = async (): Promise<number[]> => {
    const milliseconds: number[] = [];
    for (let time = 0; time < times; time += 1) milliseconds.push(await log(0));
    return milliseconds;
  };
  await log(0);
  const alone = await repeat();
  for (let step = 1; step <= history; step += 1) await log(step);
  const behindHistory = await repeat();
  connection.close();
  return { alone, behindHistory };
}

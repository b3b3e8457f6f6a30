import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { WorkloadOptions } from './workload.ts';

export interface WebhookLoad extends WorkloadOptions {
  /** Where deliveries are sent to. */
  readonly url: string;
  /** Connections, each of which waits for its answer before it sends the next. */
  readonly senders: number;
  /** Deliveries that are sent before, and not measured. */
  readonly warmUp: number;
}

export interface WebhookLoadResult {
  readonly seconds: number;
  /** Milliseconds of each request. */
  readonly answers: readonly number[];
  /** Of the deliveries that were acknowledged, each once. */
  readonly ids: readonly string[];
}

/** Sends deliveries from a process of its own. */
export async function sendDeliveries(load: WebhookLoad): Promise<WebhookLoadResult> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@slipway/source',
      '--disable-warning=ExperimentalWarning',
      path.join(import.meta.dirname, 'load-process.ts'),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  child.stdin.end(JSON.stringify(load));
  const output = text(child.stdout);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the load ended with code ${String(code)}`);
  return JSON.parse(await output) as WebhookLoadResult;
}

import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { OperationName } from './operations.ts';
import type { System } from './system.ts';

/** What is done to a server, until one of the bounds is reached. */
export interface Load {
  readonly url: string;
  readonly operation: OperationName;
  readonly connections: number;
  readonly seconds?: number;
  /** Of each connection. */
  readonly steps?: number;
  /** Steps a second of all connections together, however fast the answers are. Default: each as soon as it can. */
  readonly rate?: number;
}

export interface LoadResult {
  /** Of each request, from when it was due to having its answer. */
  readonly milliseconds: readonly number[];
  readonly steps: number;
  readonly seconds: number;
  /** What the load generator itself used. */
  readonly ownProcessorSeconds: number;
}

export interface Measured extends LoadResult {
  /** What the server and its PostgreSQL used. */
  readonly serverProcessorSeconds: number;
}

/**
 * Puts a load on a server from a process of its own.
 * @throws Error when a request fails, or when the load generator was busy all the time: then it is what was measured
 */
export async function putLoad(system: System, load: Omit<Load, 'url'>): Promise<Measured> {
  const before = await system.processorSeconds();
  const generator = spawn(
    process.execPath,
    [
      ...['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning'],
      path.join(import.meta.dirname, 'load-process.ts'),
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const ended = new Promise<number | null>((resolve) => {
    generator.once('close', resolve);
  });
  generator.stdin.end(JSON.stringify({ ...load, url: system.url }));
  const [code, output, errors] = await Promise.all([ended, text(generator.stdout), text(generator.stderr)]);
  if (code !== 0) throw new Error(`${system.name}, ${load.operation}: ${errors.slice(0, 4_000)}`);
  const result = JSON.parse(output) as LoadResult;
  if (result.ownProcessorSeconds > 0.9 * result.seconds)
    throw new Error(`${system.name}, ${load.operation}: the load generator was the limit`);
  return { ...result, serverProcessorSeconds: (await system.processorSeconds()) - before };
}

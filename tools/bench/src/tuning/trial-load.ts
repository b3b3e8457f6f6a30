import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** Workers that ask for trials of a study and tell their results at once, until one of the bounds is reached. */
export interface TrialLoad {
  readonly url: string;
  readonly token: string;
  readonly team: string;
  readonly study: string;
  readonly workers: number;
  readonly seconds?: number;
  /** Of all workers together. */
  readonly trials?: number;
}

export interface TrialLoadResult {
  readonly trials: number;
  readonly seconds: number;
  /** Milliseconds of each ask, and of each tell. */
  readonly asks: readonly number[];
  readonly tells: readonly number[];
  readonly ownProcessorSeconds: number;
}

/** @throws Error when a request fails, or when the load generator was busy all the time: then it is what was measured */
export async function putTrials(load: TrialLoad): Promise<TrialLoadResult> {
  const generator = spawn(
    process.execPath,
    [
      ...['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning'],
      path.join(import.meta.dirname, 'trial-load-process.ts'),
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const ended = new Promise<number | null>((resolve) => {
    generator.once('close', resolve);
  });
  generator.stdin.end(JSON.stringify(load));
  const [code, output, errors] = await Promise.all([ended, text(generator.stdout), text(generator.stderr)]);
  if (code !== 0) throw new Error(`trials of ${load.study}: ${errors.slice(0, 4_000)}`);
  const result = JSON.parse(output) as TrialLoadResult;
  if (result.ownProcessorSeconds > 0.9 * result.seconds)
    throw new Error(`trials of ${load.study}: the load generator was the limit`);
  return result;
}

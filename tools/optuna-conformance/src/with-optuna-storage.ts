import path from 'node:path';
import { startSlipway, temporaryDirectory, type SlipwayServer } from '@slipway/testing';

export interface OptunaStorage extends SlipwayServer {
  readonly optunaPort: number;
  /** Data directory. */
  readonly data: string;
}

/** A tuning service with a storage of Optuna on fresh data while `use` runs; `restart` gives the next one on the same data and port. */
export async function withOptunaStorage(
  use: (storage: OptunaStorage, restart: () => Promise<OptunaStorage>) => Promise<void>,
): Promise<void> {
  await using directory = await temporaryDirectory();
  const data = path.join(directory.path, 'data');
  let current = await start(data, 0);
  const restart = async (): Promise<OptunaStorage> => (current = await start(data, current.optunaPort));
  try {
    await use(current, restart);
  } finally {
    await current.stop();
  }
}

async function start(data: string, port: number): Promise<OptunaStorage> {
  const server = await startSlipway('tuning', data, { args: ['--optuna-port', String(port)] });
  return { ...server, optunaPort: server.optunaPort ?? 0, data };
}

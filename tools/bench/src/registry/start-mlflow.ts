import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { startEmbeddedPostgres } from '@slipway/postgres';
import { createLogger } from '@slipway/telemetry';
import { startMlflowServer } from '@slipway/testing';
import { residentOf } from '../memory.ts';
import { familyOf, processorSeconds } from '../process-family.ts';
import type { System } from './system.ts';

export interface Mlflow extends System {
  readonly databaseUrl: string;
}

/** `mlflow server` with as many workers as it takes by itself, on a PostgreSQL just as Slipway's own, fsync on. */
export async function startMlflow(directory: string, progress: (line: string) => void): Promise<Mlflow> {
  await mkdir(directory);
  const logger = createLogger({ level: 'error' });
  const database = path.join(directory, 'postgres');
  // Its workers have pools of their own, which take up to 15 connections each.
  const postgres = await startEmbeddedPostgres({ directory: database, logger, maxConnections: 200 });
  try {
    const server = await startMlflowServer({
      directory,
      backendStore: postgres.url.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:'),
      workers: 4,
      progress,
    });
    return {
      name: 'mlflow',
      url: server.url,
      databaseUrl: postgres.url,
      processorSeconds: async () =>
        (await processorSeconds(server.pid)) + (await processorSeconds(postgres.pid)),
      memory: async () => {
        const resident = await Promise.all((await familyOf(server.pid)).map(residentOf));
        return resident.reduce((sum, each) => sum + each, 0);
      },
      stop: async () => {
        await server.stop();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { dumpSchema, openDatabase, startEmbeddedPostgres } from '@slipway/postgres';
import { createLogger } from '@slipway/telemetry';
import type { Generator } from './generated-file.ts';

/** The schema as it is after all migrations, read back from a real server. */
export const databaseSchema: Generator = async () => {
  const logger = createLogger({ level: 'error' });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-schema-'));
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({
    directory: path.join(folder, 'postgres'),
    logger,
    fsync: false,
  });
  try {
    const database = await openDatabase({ url: server.url, logger });
    await database.migrate();
    await database.close();
    return [{ path: 'libs/adapters/postgres/schema.sql', content: await dumpSchema(server.url) }];
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
};

import { openDatabase, startEmbeddedPostgres, type Database } from '@slipway/postgres';
import type { PartOptions } from './part-options.ts';

/** The database at `url`, or an embedded one; its schema is up to date. */
export async function openPlatformDatabase(
  { data, logger, undo }: PartOptions,
  url: string | undefined,
): Promise<Database> {
  const database = await openDatabase({ url: url ?? (await embeddedUrl()), logger });
  undo.later(() => database.close());
  await database.migrate();
  return database;

  async function embeddedUrl(): Promise<string> {
    const postgres = await startEmbeddedPostgres({
      directory: data.postgres,
      logger: logger.child({ part: 'postgres' }),
    });
    undo.later(() => postgres.stop());
    return postgres.url;
  }
}

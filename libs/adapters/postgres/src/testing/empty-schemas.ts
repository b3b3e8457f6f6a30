import { Client } from 'pg';

/** Empties all tables of these schemas, as if their content had been lost. */
export async function emptySchemas(url: string, ...schemas: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ tables: string }>(
      `select string_agg(format('%I.%I', schemaname, tablename), ', ') as tables
       from pg_tables where schemaname = any($1)`,
      [schemas],
    );
    await client.query(`truncate ${rows[0]?.tables ?? ''}`);
  } finally {
    await client.end();
  }
}

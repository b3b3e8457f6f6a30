import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/**
 * Locks names, of things that may not exist yet, until the end of the transaction. Taken in the order of their keys, so
 * that two transactions that want some of the same names can't wait for each other.
 */
export async function lockAll(db: Kysely<Schema>, names: readonly string[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(key) from (
      select distinct hashtextextended(name, 0) as key from unnest(${names}::text[]) as names (name) order by key offset 0
    ) keys`.execute(db);
}

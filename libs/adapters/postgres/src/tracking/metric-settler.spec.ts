import { expect, it } from '@jest/globals';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type DatabaseConnection,
} from 'kysely';
import type { Schema } from '../schema.ts';
import { toInboxBatch } from './metric-inbox.ts';
import { metricSettler } from './metric-settler.ts';
import { settlingPace } from './settling-pace.ts';

class AwayDriver extends DummyDriver {
  tries = 0;

  override acquireConnection(): Promise<DatabaseConnection> {
    this.tries += 1;
    return Promise.reject(new Error('the database is away'));
  }
}

it('who has logged points has succeeded, though settling those of others fails', async () => {
  const driver = new AwayDriver();
  const db = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => driver,
      createIntrospector: (of) => new PostgresIntrospector(of),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  const full = { ...settlingPace(), added: () => 0, isFull: () => true };
  const batch = toInboxBatch([{ key: 'loss', value: 1, timestamp: 1, step: 1 }]);
  await expect(metricSettler(db, undefined, full).added(batch)).resolves.toBeUndefined();
  expect(driver.tries).toBeGreaterThan(0);
});

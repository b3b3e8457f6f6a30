import { afterEach, describe, expect, it } from '@jest/globals';
import { openDatabase } from '../database.ts';
import { dumpSchema } from '../schema-dump.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';

const made: TestDatabase[] = [];

const newDatabase = async (): Promise<TestDatabase> => {
  const test = await createTestDatabase({ migrated: false });
  made.push(test);
  return test;
};

afterEach(async () => {
  for (const test of made.splice(0)) await test.drop();
});

describe('migrate', () => {
  it('does its work once when several processes start at the same time', async () => {
    const { url } = await newDatabase();
    const databases = await Promise.all(
      Array.from({ length: 5 }, () => openDatabase({ url, maxConnections: 2 })),
    );
    await Promise.all(databases.map((database) => database.migrate()));
    for (const database of databases) await database.migrate();
    await Promise.all(databases.map((database) => database.close()));
    expect(await dumpSchema(url)).toContain('create table changes.change (');
  });
});

describe('dumpSchema', () => {
  it('gives the same text for databases of the same schema', async () => {
    const [first, second] = [await newDatabase(), await newDatabase()];
    for (const { url } of [first, second]) {
      const database = await openDatabase({ url });
      await database.migrate();
      await database.close();
    }
    const text = await dumpSchema(first.url);
    expect(await dumpSchema(second.url)).toBe(text);
    expect(text).toContain('sequence bigint generated always as identity not null');
    expect(text).toContain('create schema scheduler;');
    expect(text).toMatch(/create INDEX run_held ON scheduler.run .* WHERE/i);
    expect(text).not.toContain('migration');
  });
});

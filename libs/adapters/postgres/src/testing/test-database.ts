import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export const testServerVariable = 'SLIPWAY_TEST_POSTGRES_URL';
export const template = 'slipway_template';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** False for a database without any schema. Default true. */
  readonly migrated?: boolean;
}

/** A database of its own for one spec file, on the server of the jest run; takes some 50 ms. */
export async function createTestDatabase({
  migrated = true,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = process.env[testServerVariable];
  if (server === undefined) {
    throw new Error(
      'no test server: jest.integration.config.mjs must name the globalSetup of @slipway/postgres',
    );
  }
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Copied as files: through the write-ahead log it takes ten times the processor time.
  await run(
    server,
    `create database ${name} template ${migrated ? template : 'template0'} strategy file_copy`,
  );
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(server, `drop database ${name} with (force)`) };
}

async function run(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openDatabase } from '../database.ts';
import { startEmbeddedPostgres } from '../embedded/embedded-postgres.ts';
import { quietLogger } from '@slipway/testing';
import { template, testServerVariable } from './test-database.ts';

/**
 * Starts one server without fsync for a whole jest run, with a migrated template database, and tells the workers of it
 * by an environment variable. Returns what stops it and removes its files.
 */
export async function startTestServer(): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'slipway-postgres-'));
  // The server may run as another user than we do.
  await chmod(directory, 0o755);
  const server = await startEmbeddedPostgres({ directory, logger: quietLogger, fsync: false });
  const client = new Client({ connectionString: server.url });
  await client.connect();
  await client.query(`create database ${template}`);
  await client.end();
  const url = new URL(server.url);
  url.pathname = `/${template}`;
  const database = await openDatabase({ url: url.href });
  await database.migrate();
  await database.close();
  process.env[testServerVariable] = server.url;
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
}

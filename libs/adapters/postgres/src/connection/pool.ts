import { createHash } from 'node:crypto';
import type { Logger } from '@slipway/ports';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { Pool, TypeOverrides, type PoolClient } from 'pg';
import { toDatabaseError } from './errors.ts';

export interface PoolOptions {
  readonly url: string;
  readonly logger: Logger | undefined;
  readonly maxConnections: number;
}

/** Bounds in milliseconds: nothing waits for the database longer. */
export const bounds = {
  connect: 5_000,
  statement: 30_000,
  lock: 10_000,
  idleInTransaction: 30_000,
  read: 35_000,
} as const;

// Object ids of the types in pg_type; sums of integers are numeric.
const int8 = 20;
const numeric = 1700;

/** 64-bit integers come as numbers: ids and counters stay far below 2^53. */
const toNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError('an integer of the database is too large for a number');
  return value;
};

const parsers = new TypeOverrides();
parsers.setTypeParser(int8, toNumber);
parsers.setTypeParser(numeric, toNumber);

/** A pool that outlives restarts of the server: broken connections are dropped, new ones made on demand. */
export function createPool({ url, logger, maxConnections }: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'slipway',
    max: maxConnections,
    connectionTimeoutMillis: bounds.connect,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: bounds.statement,
    lock_timeout: bounds.lock,
    idle_in_transaction_session_timeout: bounds.idleInTransaction,
    query_timeout: bounds.read,
    types: parsers,
  });
  pool.on('error', (error) => {
    if (!pool.ending) logger?.warn('database connection lost', { error });
  });
  // A client in use reports a lost connection by its query too; without a listener the event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Statements of at most this many texts are prepared on each connection; what is rarer is planned each time. */
const maximalStatements = 500;

/**
 * The pool as Kysely sees it: errors are those of the kernel, and each text is prepared once per connection, which
 * saves a third of the server's time for short statements.
 */
export function preparingPool(pool: Pool): PostgresPool {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    let name = names.get(text);
    if (name === undefined && names.size < maximalStatements) {
      name = createHash('sha1').update(text).digest('hex');
      names.set(text, name);
    }
    return name;
  };
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw toDatabaseError(error);
      });
      return clientOf(client, nameOf);
    },
  };
}

const clients = new WeakMap<PoolClient, PostgresPoolClient>();

function clientOf(client: PoolClient, nameOf: (text: string) => string | undefined): PostgresPoolClient {
  let wrapped = clients.get(client);
  if (!wrapped) {
    let broken = false;
    const query = async (text: string, values: readonly unknown[]): Promise<unknown> => {
      const name = values.length > 0 ? nameOf(text) : undefined;
      try {
        return await client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
      } catch (error) {
        const mapped = toDatabaseError(error);
        // After a client-side timeout the answer may still come: the connection is of no more use.
        broken ||= mapped !== error && !(error as { code?: string }).code;
        throw mapped;
      }
    };
    wrapped = {
      query: query as PostgresPoolClient['query'],
      release: (destroy) => {
        client.release(destroy === true || broken);
      },
    };
    clients.set(client, wrapped);
  }
  return wrapped;
}

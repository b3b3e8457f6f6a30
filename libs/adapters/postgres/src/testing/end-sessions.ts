import { Client } from 'pg';

/** Ends sessions of a database as a failover would; those of one application, or all others than this one. */
export async function endSessions(url: string, application = '%'): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'slipway test' });
  await client.connect();
  try {
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name like $1 and pid <> pg_backend_pid()`,
      [application],
    );
  } finally {
    await client.end();
  }
}

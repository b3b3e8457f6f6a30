import { Client } from 'pg';

/** Lets it be so many seconds that the agent of the cluster was heard of last. */
export async function silenceCluster(url: string, cluster: string, seconds: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      'update scheduler.cluster_status set seen_at = now() - make_interval(secs => $1) where cluster = $2',
      [seconds, cluster],
    );
  } finally {
    await client.end();
  }
}

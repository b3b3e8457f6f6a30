import type { Occurrence } from '@slipway/notifications';
import type { OccurrenceScope } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import type { Taken } from './ended-runs.ts';

/** Part of what was told of a commit: its overall progress, as tell-deployments writes it. */
interface Told {
  readonly overall?: {
    readonly stage?: string;
    readonly description?: string;
    readonly failedRun?: { readonly team: string; readonly name: string };
  };
}

/** What is written there otherwise tells nobody anything, and holds up nothing. */
function toldOf(told: string): Told {
  try {
    return JSON.parse(told) as Told;
  } catch {
    return {};
  }
}

/** Commits of others that have come as far as they will. */
export async function takeDeployments(
  db: Kysely<Schema>,
  { repository, now, limit }: OccurrenceScope,
): Promise<Taken> {
  const { rows } = await sql<{
    readonly commit: string;
    readonly told: string;
    readonly teams: readonly string[];
  }>`
    with settled as (
      select repository, commit from host.told_deployment
      where repository = ${repository} and is_settled and not noticed
      limit ${limit} for update
    )
    update host.told_deployment as told set noticed = true from settled
    where told.repository = settled.repository and told.commit = settled.commit
    returning told.commit, told.told, array(
      select distinct taken.team from scheduler.taken_over as taken
      where taken.repository = told.repository and taken.commit = told.commit and taken.team <> ''
      order by taken.team limit 100
    ) as teams`.execute(db);
  const occurrences = rows.flatMap(({ commit, told, teams }) => {
    const { stage, description = '', failedRun: run } = toldOf(told).overall ?? {};
    const event =
      stage === 'healthy' ? 'deployment-healthy' : stage === 'failed' ? 'deployment-failed' : undefined;
    if (event === undefined) return [];
    const link = run && `/v1/teams/${run.team}/runs/${run.name}/logs`;
    const occurrence: Occurrence = {
      ...{ key: `${event}/${repository}/${commit}`, event, at: now.toISOString() },
      ...{ teams, name: commit.slice(0, 12), reason: description, link },
    };
    return [occurrence];
  });
  return { occurrences, more: rows.length === limit };
}

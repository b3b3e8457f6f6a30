import type { DeploymentStore, SchedulerTransaction, TakenOverResource } from '@slipway/ports';
import type { DeployedResource } from '@slipway/runs';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** In a transaction of the scheduler. */
export function takenOverStatements(db: Kysely<Schema>): Pick<SchedulerTransaction, 'noteTakenOver'> {
  return {
    noteTakenOver: async ({ repository, commit, key, change, run, refusal, at }: TakenOverResource) => {
      const noted = {
        ...{ change: change ?? null, run: run ?? null, refusal: refusal ?? null },
        taken_at: at,
      };
      await db
        .insertInto('scheduler.taken_over')
        .values({ repository, commit, kind: key.kind, team: key.team ?? '', name: key.name, ...noted })
        .onConflict((on) => on.columns(['repository', 'commit', 'kind', 'team', 'name']).doUpdateSet(noted))
        .execute();
      await db
        .updateTable('host.told_deployment')
        .set({ is_settled: false })
        .where('repository', '=', repository)
        .where('commit', '=', commit)
        .execute();
    },
  };
}

export function deploymentStore(db: Kysely<Schema>): DeploymentStore {
  return {
    unsettled: async (repository, since, limit) => {
      const rows = await db
        .selectFrom('scheduler.taken_over as taken')
        .leftJoin('host.told_deployment as told', (join) =>
          join
            .onRef('told.repository', '=', 'taken.repository')
            .onRef('told.commit', '=', 'taken.commit')
            .on('told.is_settled', '=', true),
        )
        .where('taken.repository', '=', repository)
        .where('taken.taken_at', '>=', since)
        .where('told.commit', 'is', null)
        .groupBy('taken.commit')
        .select('taken.commit')
        .orderBy((eb) => eb.fn.min('taken.taken_at'))
        .limit(limit)
        .execute();
      return rows.map(({ commit }) => commit);
    },

    resources: async (repository, commit) => {
      const { rows } = await sql<DeployedRow>`
        select
          taken.kind, taken.team, taken.name, taken.refusal,
          change.state as change_state, change.rejection,
          (
            select coalesce(array_agg(distinct split_part(operation ->> 'path', '/', 2)), '{}')
            from json_array_elements(change.operations) as operation
            where operation ->> 'path' like 'clusters/%'
          ) as clusters,
          (
            select coalesce(array_agg(status.cluster), '{}')
            from scheduler.cluster_status as status
            join changes.change as applied
              on applied.repository = taken.repository
              and applied.commit = status.status -> 'reconciler' ->> 'appliedRevision'
            where applied.sequence >= change.sequence
          ) as applied_on,
          run.name as run, run.team as run_team, run.cluster as run_cluster,
          run.state as run_state, run.reason as run_reason
        from scheduler.taken_over as taken
        left join changes.change as change on change.id = taken.change
        left join scheduler.run as run on run.name = taken.run and run.team = taken.team
        where taken.repository = ${repository} and taken.commit = ${commit}
        order by taken.kind, taken.team, taken.name`.execute(db);
      return rows.map(deployedOf);
    },

    prune: async (before, limit) => {
      const { rows } = await sql<{ readonly forgotten: number }>`
        with old as (
          delete from scheduler.taken_over
          where (repository, commit, kind, team, name) in (
            select repository, commit, kind, team, name from scheduler.taken_over
            where taken_at < ${before}
            order by taken_at
            limit ${limit}
          )
          returning repository, commit
        ), told as (
          delete from host.told_deployment as told using old
          where told.repository = old.repository and told.commit = old.commit
        ), asked as (
          delete from scheduler.run_request where answered_at < ${before}
        )
        select count(*)::integer as forgotten from old`.execute(db);
      return rows[0]?.forgotten ?? 0;
    },

    told: async (repository, commit) => {
      const row = await db
        .selectFrom('host.told_deployment')
        .select('told')
        .where('repository', '=', repository)
        .where('commit', '=', commit)
        .executeTakeFirst();
      return row?.told;
    },

    noteTold: async (repository, commit, told, isSettled) => {
      const noted = { told, is_settled: isSettled };
      await db
        .insertInto('host.told_deployment')
        .values({ repository, commit, ...noted })
        .onConflict((on) => on.columns(['repository', 'commit']).doUpdateSet(noted))
        .execute();
    },
  };
}

type Run = NonNullable<DeployedResource['run']>;
type Change = NonNullable<DeployedResource['change']>;

interface DeployedRow {
  readonly kind: string;
  readonly team: string;
  readonly name: string;
  readonly refusal: string | null;
  readonly change_state: Change['state'] | null;
  readonly rejection: string | null;
  readonly clusters: readonly string[];
  readonly applied_on: readonly string[];
  readonly run: string | null;
  readonly run_team: string;
  readonly run_cluster: string;
  readonly run_state: Run['state'];
  readonly run_reason: string | null;
}

function deployedOf(row: DeployedRow): DeployedResource {
  return {
    resource: [row.kind, row.team, row.name].filter((part) => part !== '').join('/'),
    refusal: row.refusal ?? undefined,
    change:
      row.change_state === null
        ? undefined
        : {
            ...{ state: row.change_state, rejection: row.rejection ?? undefined },
            ...{ clusters: row.clusters, appliedOn: row.applied_on },
          },
    run:
      row.run === null
        ? undefined
        : {
            ...{ name: row.run, team: row.run_team, cluster: row.run_cluster, state: row.run_state },
            reason: row.run_reason ?? undefined,
          },
  };
}

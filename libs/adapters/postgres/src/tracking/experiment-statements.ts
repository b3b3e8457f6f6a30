import type { Experiment, TrackingStore } from '@slipway/ports';
import { appendToUri } from '@slipway/registry';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { errorCode } from '../connection/errors.ts';
import type { Schema } from '../schema.ts';
import { findExperiments } from './experiment-search.ts';

type ExperimentStatements = Pick<
  TrackingStore,
  | 'openTeam'
  | 'createExperiment'
  | 'findExperiment'
  | 'findExperimentByName'
  | 'moveExperiment'
  | 'renameExperiment'
  | 'setExperimentTag'
  | 'deleteExperimentTag'
>;

/** SQLSTATE of PostgreSQL, appendix A. */
const uniqueViolation = '23505';

export function experimentStatements(db: Kysely<Schema>): ExperimentStatements {
  const openTeams = new Set<string>();

  const findOne = async (condition: RawBuilder<unknown>): Promise<Experiment | undefined> =>
    (await findExperiments(db, sql`where ${condition}`))[0];
  const findExperiment: TrackingStore['findExperiment'] = (team, id) =>
    findOne(sql`e.team = ${team} and e.id = ${id}::bigint`);

  /** Why a statement on an active experiment found none. */
  const refusal = async (team: string, id: string): Promise<'no-experiment' | 'not-active'> =>
    (await findExperiment(team, id)) ? 'not-active' : 'no-experiment';

  return {
    openTeam: async (team, artifactRoot, at) => {
      if (openTeams.has(team)) return;
      await sql`
        with team as (
          insert into tracking.team (name, next_experiment) values (${team}, 1) on conflict do nothing
          returning name
        )
        insert into tracking.experiment
          (team, id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
        select name, 0, 'Default', ${appendToUri(artifactRoot, '0')}, 'active', ${at}::bigint, ${at}::bigint from team
      `.execute(db);
      openTeams.add(team);
    },

    createExperiment: async (team, { name, artifactLocation, artifactRoot, tags, at }) => {
      const location =
        artifactLocation === undefined
          ? sql`${appendToUri(artifactRoot, '')} || id`
          : sql`${artifactLocation}::text`;
      const { rows } = await sql<{ id: string }>`
        with numbered as (
          update tracking.team set next_experiment = next_experiment + 1
          where name = ${team}
            and not exists (select from tracking.experiment where team = ${team} and name = ${name})
          returning next_experiment - 1 as id
        ), made as (
          insert into tracking.experiment
            (team, id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
          select ${team}, id, ${name}, ${location}, 'active', ${at}::bigint, ${at}::bigint from numbered
          on conflict do nothing
          returning ref, id
        ), tagged as (
          insert into tracking.experiment_tag (experiment, key, value)
          select made.ref, tag.key, tag.value
          from made, unnest(${tags.map(({ key }) => key)}::text[], ${tags.map(({ value }) => value)}::text[])
            as tag (key, value)
        )
        select id::text from made`.execute(db);
      return rows[0]?.id;
    },

    findExperiment,
    findExperimentByName: (team, name) => findOne(sql`e.team = ${team} and e.name = ${name}`),

    moveExperiment: async (team, id, stage, at) => {
      const { rows } = await sql`
        with moved as (
          update tracking.experiment set lifecycle_stage = ${stage}, last_update_time = ${at}::bigint
          where team = ${team} and id = ${id}::bigint and lifecycle_stage <> ${stage}
          returning ref
        ), runs as (
          update tracking.run set lifecycle_stage = ${stage} from moved where experiment = moved.ref
        )
        select ref from moved`.execute(db);
      return rows.length > 0;
    },

    renameExperiment: async (team, id, name, at) => {
      try {
        const { numUpdatedRows } = await db
          .updateTable('tracking.experiment')
          .set({ name, last_update_time: at })
          .where('team', '=', team)
          .where('id', '=', sql<number>`${id}::bigint`)
          .where('lifecycle_stage', '=', 'active')
          .executeTakeFirst();
        return numUpdatedRows > 0n ? 'done' : await refusal(team, id);
      } catch (error) {
        if (errorCode(error) === uniqueViolation) return 'name-taken';
        throw error;
      }
    },

    setExperimentTag: async (team, id, { key, value }) => {
      const { rows } = await sql`
        insert into tracking.experiment_tag as known (experiment, key, value)
        select ref, ${key}, ${value} from tracking.experiment
        where team = ${team} and id = ${id}::bigint and lifecycle_stage = 'active'
        on conflict (experiment, key) do update set value = excluded.value
        returning key`.execute(db);
      return rows.length > 0 ? 'done' : refusal(team, id);
    },

    deleteExperimentTag: async (team, id, key) => {
      const { rows } = await sql<{ deleted: boolean }>`
        with found as (
          select ref from tracking.experiment
          where team = ${team} and id = ${id}::bigint and lifecycle_stage = 'active'
        ), gone as (
          delete from tracking.experiment_tag using found
          where experiment = found.ref and key = ${key} returning key
        )
        select exists (select from gone) as deleted from found`.execute(db);
      const [found] = rows;
      if (!found) return refusal(team, id);
      return found.deleted ? 'done' : 'no-tag';
    },
  };
}

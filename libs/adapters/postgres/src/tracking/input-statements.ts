import type { RunModel, TrackingStore } from '@slipway/ports';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema.ts';
import { activeRun, runRefusal } from './active-run.ts';

type InputStatements = Pick<TrackingStore, 'addInputs' | 'addOutputs' | 'listDatasets'>;

/** The tag of a dataset's use that says what it was used for. */
const contextTag = 'mlflow.data.context';

export function inputStatements(db: Kysely<Schema>): InputStatements {
  /** Executes what adds to an active run, as the rest of a statement that has it as `run`. */
  const onRun = async (
    team: string,
    id: string,
    parts: readonly RawBuilder<unknown>[],
  ): Promise<'done' | 'no-run' | 'not-active'> => {
    const { rows } = await sql`
      with run as (${activeRun(team, id)})${sql.join(parts, sql``)} select ref from run`.execute(db);
    return rows.length > 0 ? 'done' : runRefusal(db, team, id);
  };

  return {
    addInputs: (team, id, { datasets, models }) => {
      const sent = JSON.stringify(
        datasets.map(({ dataset: { sourceType, ...dataset }, tags }) => ({
          ...dataset,
          source_type: sourceType,
          context: tags.find(({ key }) => key === contextTag)?.value,
          tags,
        })),
      );
      // A dataset that another run brings at the same moment is not seen by this statement: writing its name anew
      // waits for it and gives it back.
      const part = sql`, sent as (
        select distinct on (name, digest) d.* from rows from (json_to_recordset(${sent}::json) as (
          name text, digest text, source_type text, source text, schema text, profile text, context text, tags json
        )) with ordinality as d (name, digest, source_type, source, schema, profile, context, tags, ordinal)
        order by name, digest, ordinal
      ), dataset as (
        insert into tracking.dataset as known (experiment, name, digest, source_type, source, schema, profile)
        select experiment, name, digest, source_type, source, schema, profile from run, sent
        order by name, digest
        on conflict (experiment, name, digest) do update set name = excluded.name
        returning ref, name, digest
      ), used as (
        insert into tracking.run_dataset (run, dataset, context, tags)
        select run.ref, dataset.ref, context, tags from run, dataset join sent using (name, digest)
        order by ordinal
        on conflict do nothing
      )`;
      return onRun(team, id, [
        ...(datasets.length > 0 ? [part] : []),
        ...(models.length > 0 ? [modelPart('input', models)] : []),
      ]);
    },

    addOutputs: (team, id, models) => onRun(team, id, [modelPart('output', models)]),

    listDatasets: async (team, experimentIds, limit) => {
      const { rows } = await sql<{
        experiment: string;
        name: string;
        digest: string;
        context: string | null;
      }>`
        select distinct e.id, e.id::text as experiment, d.name, d.digest, u.context
        from tracking.experiment as e
        join tracking.dataset as d on d.experiment = e.ref
        join tracking.run_dataset as u on u.dataset = d.ref
        where e.team = ${team} and e.id = any(${[...experimentIds]}::bigint[])
        order by e.id, d.name, d.digest, u.context
        limit ${limit}`.execute(db);
      return rows.map(({ experiment: experimentId, name, digest, context }) => ({
        experimentId,
        name,
        digest,
        context: context ?? undefined,
      }));
    },
  };
}

const modelPart = (direction: 'input' | 'output', models: readonly RunModel[]): RawBuilder<unknown> => sql`,
  model as (
    insert into tracking.run_model (run, direction, model_id, step)
    select run.ref, ${direction}, model_id, step
    from run, unnest(
      ${models.map(({ modelId }) => modelId)}::text[], ${models.map(({ step }) => step)}::bigint[]
    ) with ordinality as m (model_id, step, ordinal)
    order by ordinal
    on conflict do nothing
  )`;

import type { NewStudy, StudyRecord, StudyStore } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { lockAll } from '../scheduler/advisory-lock.ts';
import { listTrials } from './list-trials.ts';
import { readHappenings } from './read-happenings.ts';
import { readCalls, readDelta, readTrials } from './read-study.ts';
import { sampleResults } from './sample-results.ts';
import { saveTurn } from './save-turn.ts';
import { arrayText, summaryColumns, toStudy, toSummary } from './tuning-rows.ts';

export function studyStore(db: Kysely<Schema>): StudyStore {
  return {
    create: (study, most) =>
      db.transaction().execute(async (trx) => {
        // Two that are made at the same time must not both be the last that there is room for.
        await lockAll(trx, [`studies ${study.team}`]);
        const { count } = await trx
          .selectFrom('tuning.study')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .where('team', '=', study.team)
          .executeTakeFirstOrThrow();
        if ((await findStudy(trx, study.team, study.name)) !== undefined) return 'exists';
        return count >= most ? 'full' : insertStudy(trx, study);
      }),

    find: (team, name) => findStudy(db, team, name),

    summary: async (ref) => {
      const row = await db
        .selectFrom('tuning.study')
        .select(summaryColumns)
        .where('ref', '=', ref)
        .executeTakeFirst();
      return row && toSummary(row);
    },

    list: async (team, { after, limit }) => {
      let query = db.selectFrom('tuning.study').select(summaryColumns).where('team', '=', team);
      if (after !== undefined) query = query.where('name', '>', after);
      const rows = await query.orderBy('name').limit(limit).execute();
      return rows.map(toSummary);
    },

    listTrials: (ref, query) => listTrials(db, ref, query),

    trials: (ref, numbers) => readTrials(db, ref, numbers),

    happenings: (ref, range) => readHappenings(db, ref, range),

    sampleResults: (ref, share, page) => sampleResults(db, ref, share, page),

    calls: (ref, after, most) => readCalls(db, ref, after, most),

    delta: (team, name, since, withReports) =>
      db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute(async (trx) => {
          const study = await trx
            .selectFrom('tuning.study')
            .select('ref')
            .where('team', '=', team)
            .where('name', '=', name)
            .executeTakeFirst();
          if (!study) return undefined;
          return readDelta(trx, study.ref, since?.ref === study.ref ? since : undefined, withReports);
        }),

    turn: (team, name, work) =>
      db.transaction().execute(async (trx) => {
        const study = await trx
          .selectFrom('tuning.study')
          .select(['ref', 'version'])
          .where('team', '=', team)
          .where('name', '=', name)
          .forUpdate()
          .executeTakeFirst();
        return (
          study &&
          work({
            ...study,
            delta: (since, withReports) => readDelta(trx, study.ref, since, withReports),
            trials: (numbers) => readTrials(trx, study.ref, numbers),
            save: (progress, trials, reports) => saveTurn(trx, study.ref, progress, trials, reports),
          })
        );
      }),
  };
}

async function findStudy(db: Kysely<Schema>, team: string, name: string): Promise<StudyRecord | undefined> {
  const row = await db
    .selectFrom('tuning.study')
    .selectAll()
    .where('team', '=', team)
    .where('name', '=', name)
    .executeTakeFirst();
  return row && toStudy(row);
}

async function insertStudy(db: Kysely<Schema>, study: NewStudy): Promise<StudyRecord> {
  const row = await db
    .insertInto('tuning.study')
    .values({
      team: study.team,
      name: study.name,
      spec: JSON.stringify(study.spec),
      seed: study.seed,
      created_by: study.createdBy,
      created_at: study.createdAt,
      state: 'running',
      reason: null,
      stop: JSON.stringify(study.stop),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await sql`
    insert into tuning.prior (study, place, point, "values")
    select ${row.ref}, place, point::double precision[], "values"::double precision[]
    from unnest(
      ${study.priors.map(({ point }) => arrayText(point))}::text[],
      ${study.priors.map(({ values }) => arrayText(values))}::text[]
    ) with ordinality as sent (point, "values", place)`.execute(db);
  return toStudy(row);
}

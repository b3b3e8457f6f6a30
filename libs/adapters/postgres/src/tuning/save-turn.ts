import type { StudyProgressRecord, TrialRecord, TrialReport } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { arrayText } from './tuning-rows.ts';

/** All that a turn has changed, by one statement. */
export async function saveTurn(
  db: Kysely<Schema>,
  ref: number,
  { results, ...study }: StudyProgressRecord,
  trials: readonly TrialRecord[],
  reports: readonly TrialReport[],
): Promise<void> {
  const of = <Value>(read: (trial: TrialRecord) => Value): Value[] => trials.map(read);
  const iso = (date: Date | undefined): string | null => date?.toISOString() ?? null;
  await sql`
    with study as (
      update tuning.study set
        version = version + 1, state = ${study.state}, reason = ${study.reason ?? null},
        stop = ${JSON.stringify(study.stop)}::json, sequence = ${study.sequence}, reports = ${study.reports},
        next_trial = ${study.nextTrial}, waiting = ${study.waiting}, running = ${study.running},
        complete = ${results.complete}, pruned = ${results.pruned}, failed = ${results.failed},
        since_best = ${results.sinceBest}, cost = ${results.cost}, front = ${JSON.stringify(results.front)}::json
      where ref = ${ref}
    ), trial as (
      insert into tuning.trial as known (
        study, number, state, worker, leased_until, handed_out, parameters, point, is_suggested, "values", constraints,
        violation, cost, improved, last_step, last_values, is_stopped, reports, begun, told, note, created_at, begun_at, ended_at,
        training
      )
      select ${ref}, number, state, worker, leased_until, handed_out, parameters::json, point::double precision[],
        is_suggested, "values"::double precision[], constraints::double precision[], violation, cost, improved, last_step, last_values::double precision[], is_stopped, reports, begun, told,
        note, created_at, begun_at, ended_at, training::json
      from unnest(
        ${of(({ number }) => number)}::integer[],
        ${of(({ state }) => state)}::text[],
        ${of(({ worker }) => worker ?? null)}::text[],
        ${of(({ worker, leasedUntil }) => (worker === undefined ? null : iso(new Date(leasedUntil))))}::timestamptz[],
        ${of(({ handedOut }) => handedOut)}::integer[],
        ${of(({ parameters }) => JSON.stringify(parameters))}::text[],
        ${of(({ point }) => arrayText(point))}::text[],
        ${of(({ isSuggested }) => isSuggested)}::boolean[],
        ${of(({ values }) => arrayText(values))}::text[],
        ${of(({ constraints }) => arrayText(constraints))}::text[],
        ${of(({ violation }) => violation)}::double precision[],
        ${of(({ cost }) => cost ?? null)}::double precision[],
        ${of(({ improved }) => improved)}::boolean[],
        ${of(({ lastStep }) => lastStep ?? null)}::bigint[],
        ${of(({ lastValues }) => arrayText(lastValues))}::text[],
        ${of(({ isStopped }) => isStopped)}::boolean[],
        ${of((trial) => trial.reports)}::integer[],
        ${of(({ begun }) => begun ?? null)}::bigint[],
        ${of(({ told }) => told ?? null)}::bigint[],
        ${of(({ note }) => note ?? null)}::text[],
        ${of(({ createdAt }) => iso(createdAt))}::timestamptz[],
        ${of(({ begunAt }) => iso(begunAt))}::timestamptz[],
        ${of(({ endedAt }) => iso(endedAt))}::timestamptz[],
        ${of(({ training }) => (training ? JSON.stringify(training) : null))}::text[]
      ) as sent (
        number, state, worker, leased_until, handed_out, parameters, point, is_suggested, "values", constraints,
        violation, cost, improved, last_step, last_values, is_stopped, reports, begun, told, note, created_at, begun_at, ended_at,
        training
      )
      on conflict (study, number) do update set
        state = excluded.state, worker = excluded.worker, leased_until = excluded.leased_until,
        handed_out = excluded.handed_out, "values" = excluded."values",
        constraints = excluded.constraints, violation = excluded.violation, cost = excluded.cost,
        improved = excluded.improved, last_step = excluded.last_step,
        last_values = excluded.last_values, is_stopped = excluded.is_stopped,
        reports = excluded.reports, begun = excluded.begun,
        told = excluded.told, note = excluded.note, begun_at = excluded.begun_at, ended_at = excluded.ended_at,
        training = excluded.training
    )
    insert into tuning.report (study, place, trial, step, sequence, "values")
    select ${ref}, place, trial, step, sequence, "values"::double precision[]
    from unnest(
      ${reports.map(({ place }) => place)}::bigint[],
      ${reports.map(({ trial }) => trial)}::integer[],
      ${reports.map(({ step }) => step)}::bigint[],
      ${reports.map(({ sequence }) => sequence)}::bigint[],
      ${reports.map(({ values }) => arrayText(values))}::text[]
    ) as sent (place, trial, step, sequence, "values")`.execute(db);
}

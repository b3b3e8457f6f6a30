import type { AwaitedChange, SchedulerTransaction } from '@slipway/ports';
import type { Settled } from '@slipway/runs';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import type { AwaitedChangeTable } from './tables.ts';

type FollowStatements = Pick<SchedulerTransaction, 'awaitChange' | 'takeSettled'>;

type SettledRow = AwaitedChangeTable & {
  state: 'pushed' | 'no-effect' | 'rejected';
  commit: string | null;
  rejection: string | null;
};

export function followStatements(db: Kysely<Schema>): FollowStatements {
  return {
    awaitChange: async (awaited) => {
      await db
        .insertInto('scheduler.awaited_change')
        .values({
          change: awaited.change,
          purpose: awaited.purpose,
          ...(awaited.purpose === 'resource'
            ? { kind: awaited.key.kind, team: awaited.key.team ?? '', name: awaited.key.name }
            : { run: awaited.run }),
          ...('epoch' in awaited ? { epoch: awaited.epoch } : {}),
        })
        .execute();
    },

    takeSettled: async (limit) => {
      const { rows } = await sql<SettledRow>`
        with settled as (
          select a.change, a.purpose, a.run, c.sequence, c.state, c.commit, c.rejection
          from scheduler.awaited_change a join changes.change c on c.id = a.change
          where c.state <> 'accepted'
          order by c.sequence
          limit ${limit}
          for update of a skip locked
        ), taken as (
          delete from scheduler.awaited_change a using settled s
          where a.change = s.change and a.purpose = s.purpose and a.run is not distinct from s.run
          returning a.*
        )
        select t.*, s.state, s.commit, s.rejection
        from taken t join settled s
          on t.change = s.change and t.purpose = s.purpose and t.run is not distinct from s.run
        order by s.sequence`.execute(db);
      return rows.map((row) => ({ awaited: toAwaited(row), outcome: toOutcome(row) }));
    },
  };
}

function toAwaited({ change, purpose, kind, team, name, run, epoch }: AwaitedChangeTable): AwaitedChange {
  switch (purpose) {
    case 'resource':
      return {
        change,
        purpose,
        key: { kind: kind ?? '', team: team === '' ? undefined : (team ?? undefined), name: name ?? '' },
      };
    case 'attempt':
    case 'withdrawal':
      return { change, purpose, run: run ?? 0, epoch: epoch ?? 0 };
    case 'retirement':
      return { change, purpose, run: run ?? 0 };
  }
}

const toOutcome = ({ state, commit, rejection }: SettledRow): Settled =>
  state === 'rejected' ? { state, reason: rejection ?? '' } : { state, commit: commit ?? '' };

import type { ProposalRecord, ProposalStore } from '@slipway/ports';
import type { Kysely, Selectable } from 'kysely';
import type { Schema } from '../schema.ts';
import type { ProposalTable } from './tables.ts';

/** @param repository name of the environment repository */
export function proposalStore(db: Kysely<Schema>, repository: string): ProposalStore {
  const proposals = () => db.selectFrom('changes.proposal').selectAll().where('repository', '=', repository);
  const update = (id: string) =>
    db.updateTable('changes.proposal').where('repository', '=', repository).where('id', '=', id);
  return {
    find: async (id) => {
      const row = await proposals().where('id', '=', id).executeTakeFirst();
      return row && recordOf(row);
    },
    list: async (team, { state }, { after, limit }) => {
      const rows = await proposals()
        .$if(team === undefined, (query) => query.where('team', 'is', null))
        .$if(team !== undefined, (query) => query.where('team', '=', team ?? ''))
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'open'))
        .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute();
      return rows.map(recordOf);
    },
    inState: async (state, limit) => {
      const rows = await proposals().where('state', '=', state).orderBy('id').limit(limit).execute();
      return rows.map(recordOf);
    },
    noteOpened: async (id, { number, url, commit }) => {
      await update(id)
        .set({ state: 'open', number, commit, url: url ?? null, note: null })
        .where('state', '=', 'accepted')
        .execute();
    },
    noteWaiting: async (id, note) => {
      await update(id).set({ note }).where('state', '=', 'accepted').execute();
    },
    settle: async (id, { state, note, at }) => {
      await update(id)
        .set({ state, note: note ?? null, settled_at: at })
        .where('state', 'in', ['accepted', 'open'])
        .execute();
    },
  };
}

function recordOf(row: Selectable<ProposalTable>): ProposalRecord {
  const { id, repository, key, service, subject, resource, reason, operations, evidence, state } = row;
  return {
    ...{ id, repository, key, service, subject, resource, reason, operations, evidence, state },
    team: row.team ?? undefined,
    requestedBy: row.requested_by,
    traceparent: row.traceparent ?? undefined,
    autoMerge: row.auto_merge,
    number: row.number ?? undefined,
    url: row.url ?? undefined,
    commit: row.commit ?? undefined,
    note: row.note ?? undefined,
    acceptedAt: row.accepted_at,
    settledAt: row.settled_at ?? undefined,
  };
}

import type { ResourceKey, ResourceRecord, ResourceRevision, SchedulerTransaction } from '@slipway/ports';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { Schema } from '../schema.ts';
import { lockAll } from './advisory-lock.ts';
import type { ResourceTable, RevisionTable } from './tables.ts';

type ResourceStatements = Pick<
  SchedulerTransaction,
  | 'findResource'
  | 'listResources'
  | 'lockResources'
  | 'saveResource'
  | 'saveRevision'
  | 'deleteResource'
  | 'findRevision'
>;

export function resourceStatements(db: Kysely<Schema>): ResourceStatements {
  const select = () =>
    db
      .selectFrom('scheduler.resource as resource')
      .innerJoin('scheduler.revision as revision', 'revision.change', 'resource.change')
      .select([
        'resource.kind',
        'resource.team',
        'resource.name',
        'resource.generation',
        'resource.change',
        'resource.updated_at',
        'resource.rejection',
        'revision.document',
        'revision.source',
        'revision.files',
      ]);

  const saveRevision = async ({
    change,
    document,
    source,
    files,
  }: ResourceRevision & Pick<ResourceRecord, 'source'>): Promise<void> => {
    await db
      .insertInto('scheduler.revision')
      .values({ change, document: JSON.stringify(document), source, files: JSON.stringify(files) })
      .onConflict((conflict) => conflict.column('change').doNothing())
      .execute();
  };

  return {
    findResource: async ({ kind, team, name }) => {
      const row = await select()
        .where('resource.kind', '=', kind)
        .where('resource.team', '=', team ?? '')
        .where('resource.name', '=', name)
        .executeTakeFirst();
      return row && toResource(row);
    },

    listResources: async (kind, team, { after, limit }, names) => {
      let query = select().where('resource.kind', '=', kind);
      if (team !== undefined) query = query.where('resource.team', '=', team);
      if (after !== undefined) query = query.where('resource.name', '>', after);
      if (names) query = query.where('resource.name', '=', sql<string>`any(${names}::text[])`);
      const rows = await query.orderBy('resource.name').orderBy('resource.team').limit(limit).execute();
      return rows.map(toResource);
    },

    lockResources: (keys) => lockAll(db, keys.map(lockName)),

    saveRevision: (revision) => saveRevision({ ...revision, source: '' }),

    saveResource: async (resource) => {
      await saveRevision(resource);
      const values = {
        generation: resource.generation,
        change: resource.change,
        updated_at: resource.updatedAt,
        rejection: resource.rejection ?? null,
      };
      await db
        .insertInto('scheduler.resource')
        .values({ kind: resource.kind, team: resource.team ?? '', name: resource.name, ...values })
        .onConflict((conflict) => conflict.columns(['kind', 'team', 'name']).doUpdateSet(values))
        .execute();
    },

    deleteResource: async ({ kind, team, name }) => {
      await db
        .deleteFrom('scheduler.resource')
        .where('kind', '=', kind)
        .where('team', '=', team ?? '')
        .where('name', '=', name)
        .execute();
    },

    findRevision: async (change): Promise<ResourceRevision | undefined> =>
      db
        .selectFrom('scheduler.revision')
        .select(['change', 'document', 'files'])
        .where('change', '=', change)
        .executeTakeFirst(),
  };
}

const lockName = ({ kind, team, name }: ResourceKey): string => `resource ${kind} ${team ?? ''} ${name}`;

function toResource(
  row: Omit<Selectable<ResourceTable>, 'starts_trials'> & Omit<Selectable<RevisionTable>, 'change'>,
): ResourceRecord {
  return {
    kind: row.kind,
    team: row.team === '' ? undefined : row.team,
    name: row.name,
    generation: row.generation,
    change: row.change,
    document: row.document,
    source: row.source,
    files: row.files,
    updatedAt: row.updated_at,
    rejection: row.rejection ?? undefined,
  };
}

import type { ModelReader } from '@slipway/ports';
import { aliasesOf, type Aliases } from '@slipway/registry';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { latestVersions } from './latest-versions.ts';
import { toModel, toVersion, type ModelRow, type VersionRow } from './model-rows.ts';
import { modelSearch } from './model-search.ts';

export function modelReader(db: Kysely<Schema>): ModelReader {
  return {
    findModel: async (team, name) => {
      const { rows } = await sql<ModelRow & { latest: VersionRow[] }>`
        select model.*, (${latestVersions}) as latest
        from models.model where team = ${team} and name = ${name}`.execute(db);
      const [row] = rows;
      return row && { model: toModel(row), latest: row.latest.map(toVersion) };
    },

    findVersion: async (team, name, version) => {
      const { rows } = await sql<VersionRow & { aliases: Aliases }>`
        select version.*, model.aliases
        from models.model join models.version on version.model = model.ref
        where model.team = ${team} and model.name = ${name} and version.version = ${version}`.execute(db);
      const [row] = rows;
      return row && { model: name, version: toVersion(row), aliases: aliasesOf(row, version) };
    },

    findByAlias: async (team, name, alias) => {
      const { rows } = await sql<{ aliases: Aliases; found: VersionRow | null }>`
        select model.aliases, to_json(v) as found
        from models.model
        left join models.version as v
          on v.model = model.ref and v.version = (model.aliases -> ${alias}::text ->> 'version')::int
        where model.team = ${team} and model.name = ${name}`.execute(db);
      const [row] = rows;
      if (!row) return 'no-model';
      if (!row.found) return 'no-alias';
      return { model: name, version: toVersion(row.found), aliases: aliasesOf(row, row.found.version) };
    },

    listModels: async (team, { after, limit }) => {
      const { rows } = await sql<ModelRow>`
        select * from models.model where team = ${team} and name > ${after ?? ''}
        order by name limit ${limit}`.execute(db);
      return rows.map(toModel);
    },

    readModel: async (team, name) => {
      const { rows } = await sql<ModelRow & { versions: VersionRow[] }>`
        select model.*, (
          select coalesce(json_agg(v order by v.version), '[]')
          from models.version as v where v.model = model.ref
        ) as versions
        from models.model where team = ${team} and name = ${name}`.execute(db);
      const [row] = rows;
      return row && { ...toModel(row), versions: row.versions.map(toVersion) };
    },

    ...modelSearch(db),
  };
}

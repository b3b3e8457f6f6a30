import type { WantedVersions } from '@slipway/ports';
import { fileOfVersion, versionsPerFile } from '@slipway/registry';
import { sql, type RawBuilder } from 'kysely';

/** The versions of `model` in the files that are wanted and in its main file, ascending, as JSON. */
export function wantedVersions({
  versions = [],
  next = false,
  stage,
  all = false,
}: WantedVersions): RawBuilder<unknown> {
  const rows = sql`select coalesce(json_agg(v order by v.version), '[]') from models.version as v`;
  if (all) return sql`${rows} where v.model = model.ref`;
  const perFile = sql.lit(versionsPerFile);
  return sql`
    ${rows}
    join (
      select unnest(${[...new Set([0, ...versions.map(fileOfVersion)])]}::int[]) as number
      ${next ? sql`union select (model.next_version - 1) / ${perFile}` : sql``}
      ${
        stage === undefined
          ? sql``
          : sql`union select (s.version - 1) / ${perFile} from models.version as s where s.model = model.ref and s.stage = ${stage}`
      }
    ) as file on v.version between file.number * ${perFile} + 1 and (file.number + 1) * ${perFile}
    where v.model = model.ref`;
}

import { modelStages } from '@slipway/registry';
import { sql } from 'kysely';

/** The newest version of each stage of `model`, as JSON; the index of stages finds them whatever their number. */
export const latestVersions = sql`
  select coalesce(json_agg(latest order by latest.version), '[]')
  from unnest(${[...modelStages]}::text[]) as wanted (stage)
  cross join lateral (
    select * from models.version where version.model = model.ref and version.stage = wanted.stage
    order by -version.version limit 1
  ) as latest`;

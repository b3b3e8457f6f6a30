import type { RunAttribute } from '@slipway/registry';
import { sql, type RawBuilder } from 'kysely';
import type { SearchTarget, SearchValue } from '../search/search-target.ts';
import { runNameTag } from './active-run.ts';

const columns: Readonly<Record<Exclude<RunAttribute, 'run_name'>, SearchValue>> = {
  run_id: { type: 'text', sql: sql`r.id` },
  user_id: { type: 'text', sql: sql`r.user_id` },
  status: { type: 'text', sql: sql`r.status` },
  start_time: { type: 'bigint', sql: sql`r.start_time` },
  end_time: { type: 'bigint', sql: sql`r.end_time` },
  artifact_uri: { type: 'text', sql: sql`r.artifact_uri` },
};

const datasetColumns = {
  name: sql`d.name`,
  digest: sql`d.digest`,
  context: sql`u.context`,
};

/** Values of params `t` and tags `t`; their indexes have the beginning. */
const textValue: SearchValue = {
  type: 'text',
  sql: sql`t.value`,
  beginning: { sql: sql`t.beginning`, length: 200 },
};
export const metricValue: SearchValue = { type: 'double', sql: sql`m.value` };

/**
 * The fields of runs `r`. With `experiments`, a condition without its left side, the server may also begin with the
 * related rows of those experiments; without, it looks them up for each candidate `c`.
 */
export function runTarget(experiments: RawBuilder<unknown> | undefined): SearchTarget<RunAttribute> {
  const oneByOne = experiments === undefined;
  const owner = oneByOne ? sql`c.run` : sql`r.ref`;
  const within = (table: string): RawBuilder<unknown> =>
    experiments ? sql` and ${sql.ref(`${table}.experiment`)} ${experiments}` : sql``;
  const texts = (table: 'tracking.param' | 'tracking.tag', key: string) => ({
    rows: sql`${sql.table(table)} as t where t.run = ${owner} and t.key = ${key}${within('t')}`,
    value: oneByOne ? { type: textValue.type, sql: textValue.sql } : textValue,
    oneByOne,
  });
  return ({ entity, key }) => {
    switch (entity) {
      case 'attribute':
        // A run is called what its tag says; once the tag is deleted, it is not found by its name.
        return key === 'run_name' ? texts('tracking.tag', runNameTag) : columns[key];
      case 'param':
        return texts('tracking.param', key);
      case 'tag':
        return texts('tracking.tag', key);
      case 'metric':
        return {
          rows: sql`tracking.metric as m where m.run = ${owner} and m.key = ${key}${within('m')}`,
          value: metricValue,
          oneByOne,
        };
      case 'dataset':
        return {
          rows: sql`tracking.run_dataset as u join tracking.dataset as d on d.ref = u.dataset where u.run = ${owner}`,
          value: { type: 'text', sql: datasetColumns[key] },
          oneByOne,
        };
    }
  };
}

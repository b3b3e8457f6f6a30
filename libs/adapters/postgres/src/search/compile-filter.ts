import type { Comparison, Filter, SearchTest } from '@slipway/registry';
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { isRelated, type RelatedRows, type SearchTarget, type SearchValue } from './search-target.ts';

/** The conditions of a filter, all of which must hold. Values are bound, never written into the text. */
export function compileFilter<Attribute extends string>(
  filter: Filter<Attribute>,
  target: SearchTarget<Attribute>,
): readonly RawBuilder<SqlBool>[] {
  return filter.map((comparison) => compileComparison(comparison, target));
}

function compileComparison<Attribute extends string>(
  comparison: Comparison<Attribute>,
  target: SearchTarget<Attribute>,
): RawBuilder<SqlBool> {
  const found = target(comparison);
  if (!isRelated(found)) return compileTest(found, comparison);
  const { value, missingDiffers = false } = found;
  if (comparison.kind === 'presence') {
    return comparison.operator === 'IS NULL' ? sql`not ${anyRow(found)}` : anyRow(found);
  }
  if (missingDiffers && comparison.operator === '!=') {
    return sql`not ${anyRow(found, compileTest(value, { ...comparison, operator: '=' }))}`;
  }
  return anyRow(found, compileTest(value, comparison));
}

/** Whether there is a row that satisfies the test. An offset, even of none, keeps the server from a join of all rows. */
function anyRow({ rows, oneByOne = false }: RelatedRows, test?: RawBuilder<SqlBool>): RawBuilder<SqlBool> {
  return sql`exists (select from ${rows}${test ? sql` and ${test}` : sql``}${oneByOne ? sql` offset 0` : sql``})`;
}

/** Names of operators that are written as they are. */
const written = {
  '=': sql`=`,
  '!=': sql`<>`,
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
} as const;

/** What is asked of one value. A missing one satisfies nothing but IS NULL. */
export function compileTest(
  { type, sql: value, beginning }: SearchValue,
  test: SearchTest,
): RawBuilder<SqlBool> {
  switch (test.kind) {
    case 'presence':
      return test.operator === 'IS NULL' ? sql`${value} is null` : sql`${value} is not null`;
    case 'list': {
      const list = sql`${[...test.values]}::${type === 'bigint' ? sql`bigint[]` : sql`text[]`}`;
      return test.operator === 'IN' ? sql`${value} = any(${list})` : sql`${value} <> all(${list})`;
    }
    case 'text':
      if (test.operator === 'LIKE') return sql`${value} like ${test.value}`;
      if (test.operator === 'ILIKE') return sql`${value} ilike ${test.value}`;
      if (test.operator === '=' && beginning)
        return sql`(${beginning.sql} = left(${test.value}, ${sql.lit(beginning.length)}) and ${value} = ${test.value})`;
      return sql`${value} ${written[test.operator]} ${test.value}::${type === 'bigint' ? sql`bigint` : sql`text`}`;
    case 'number': {
      const isWhole = type === 'bigint' && Number.isSafeInteger(test.value);
      const number = sql`${test.value}::${isWhole ? sql`bigint` : sql`double precision`}`;
      const holds = sql<SqlBool>`${value} ${written[test.operator]} ${number}`;
      // PostgreSQL's NaN is greater than every number; MLflow's is different from each, and nothing else.
      return type === 'double' && test.operator.startsWith('>')
        ? sql`(${holds} and ${value} < 'NaN')`
        : holds;
    }
  }
}

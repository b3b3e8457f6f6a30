import type { Order } from '@slipway/registry';
import { sql, type RawBuilder } from 'kysely';
import { isRelated, type SearchTarget } from './search-target.ts';

export interface CompiledOrder {
  /** What stands behind the table in `from`: a left join for each term that is not a column. */
  readonly joins: RawBuilder<unknown>;
  /** What stands behind `order by`. The caller adds what makes the order whole. */
  readonly terms: readonly RawBuilder<unknown>[];
}

/** An order in SQL: missing values come last, either way, and NaN just before them. */
export function compileOrder<Attribute extends string>(
  order: Order<Attribute>,
  target: SearchTarget<Attribute>,
): CompiledOrder {
  const joins: RawBuilder<unknown>[] = [];
  const terms = order.flatMap((term, index) => {
    const found = target(term);
    const direction = term.ascending ? sql`asc` : sql`desc`;
    if (!isRelated(found)) return [sql`${found.sql} ${direction} nulls last`];
    const joined = sql.ref(`ordered${String(index)}`);
    const fence = found.oneByOne ? sql` offset 0` : sql``;
    joins.push(
      sql`left join lateral (select ${found.value.sql} as value from ${found.rows}${fence}) as ${joined} on true`,
    );
    const value = sql`${joined}.value`;
    return found.value.type === 'double'
      ? [sql`(${value} is null), (${value} = 'NaN'), ${value} ${direction}`]
      : [sql`${value} ${direction} nulls last`];
  });
  return { joins: sql.join(joins, sql` `), terms };
}

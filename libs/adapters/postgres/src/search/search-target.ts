import type { SearchField } from '@slipway/registry';
import type { RawBuilder } from 'kysely';

/** A value in SQL that is compared or ordered by. `bigint` also stands for ids, which a filter gives as texts. */
export interface SearchValue {
  readonly type: 'text' | 'bigint' | 'double';
  readonly sql: RawBuilder<unknown>;
  /** The beginning of a text, where an index has it, and its length in characters. */
  readonly beginning?: { readonly sql: RawBuilder<unknown>; readonly length: number };
}

/** What an entity has beside its own columns: the rows of another table, such as its tags of one key. */
export interface RelatedRows {
  /** What stands behind `from`, with a condition: `tracking.tag as t where t.run = r.ref and t.key = 'x'`. */
  readonly rows: RawBuilder<unknown>;
  readonly value: SearchValue;
  /** Whether the rows are looked up for one entity after the other, never for all of them at once. Default false. */
  readonly oneByOne?: boolean;
  /** Whether an entity without such a row satisfies `!=` too. Default false. */
  readonly missingDiffers?: boolean;
}

/** How the fields of one kind of entity are found in the database. */
export type SearchTarget<Attribute extends string> = (
  field: SearchField<Attribute>,
) => SearchValue | RelatedRows;

export const isRelated = (found: SearchValue | RelatedRows): found is RelatedRows => 'rows' in found;

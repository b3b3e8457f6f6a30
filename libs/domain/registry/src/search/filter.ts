/** What a comparison or an order may speak of. */
export type SearchEntity = 'attribute' | 'metric' | 'param' | 'tag' | 'dataset';

export type DatasetKey = 'name' | 'digest' | 'context';

/** A thing that is compared or ordered by. `Attribute` are the entity's own columns, without their aliases. */
export type SearchField<Attribute extends string> =
  | { readonly entity: 'attribute'; readonly key: Attribute }
  | { readonly entity: 'metric' | 'param' | 'tag'; readonly key: string }
  | { readonly entity: 'dataset'; readonly key: DatasetKey };

export type NumberOperator = '=' | '!=' | '>' | '>=' | '<' | '<=';
export type TextOperator = '=' | '!=' | 'LIKE' | 'ILIKE';
export type ListOperator = 'IN' | 'NOT IN';
export type PresenceOperator = 'IS NULL' | 'IS NOT NULL';
export type SearchOperator = NumberOperator | TextOperator | ListOperator | PresenceOperator;

/** What is asked of the field's value. Numbers are finite. */
export type SearchTest =
  | { readonly kind: 'number'; readonly operator: NumberOperator; readonly value: number }
  | { readonly kind: 'text'; readonly operator: TextOperator; readonly value: string }
  | { readonly kind: 'list'; readonly operator: ListOperator; readonly values: readonly string[] }
  | { readonly kind: 'presence'; readonly operator: PresenceOperator };

export type Comparison<Attribute extends string> = SearchField<Attribute> & SearchTest;

/** Comparisons that must all hold; an empty list holds for everything. */
export type Filter<Attribute extends string> = readonly Comparison<Attribute>[];

export type OrderTerm<Attribute extends string> = SearchField<Attribute> & { readonly ascending: boolean };

/** From the first to the last tie-breaker that the caller named; the store adds its own. */
export type Order<Attribute extends string> = readonly OrderTerm<Attribute>[];

import type { SearchEntity } from './filter.ts';

/** What a field may be compared with. */
export interface FieldRule {
  /**
   * `number`: any number; `integer`: a whole one; `integer-text`: a whole one, quoted or not; `id`: a quoted whole number,
   * that is compared as text; `text`: a quoted text; `bare-text`: a text, quoted or not.
   */
  readonly holds: 'number' | 'integer' | 'integer-text' | 'id' | 'text' | 'bare-text';
  /** Whether it knows IN and NOT IN. */
  readonly lists: boolean;
  /** Whether it knows IS NULL and IS NOT NULL. */
  readonly presence: boolean;
}

export interface AttributeRule<Attribute extends string> extends FieldRule {
  readonly key: Attribute;
}

/** A comparison as far as it was read. */
export interface ReadComparison {
  readonly entity: SearchEntity;
  readonly key: string;
  readonly operator: string;
  /** What stands where its value was expected. */
  readonly found: string;
}

/** MLflow's words for what it refuses; tests and clients know them. */
export interface SearchWording {
  readonly clause: (found: string) => string;
  readonly several: (filter: string) => string;
  readonly prefix: (prefix: string) => string;
  readonly attribute: (key: string) => string;
  readonly numberExpected: (comparison: ReadComparison) => string;
  readonly textExpected: (comparison: ReadComparison) => string;
  readonly noLists: (comparison: ReadComparison) => string;
  readonly noPresence: (comparison: ReadComparison) => string;
  readonly operator: (comparison: ReadComparison) => string;
}

/** How fields of one kind of thing are named. */
export interface FieldGrammar<Attribute extends string> {
  /** What may stand before the first point of an identifier, in all spellings. */
  readonly prefixes: ReadonlyMap<string, SearchEntity>;
  /** Its columns by every name that they have. */
  readonly attributes: ReadonlyMap<string, AttributeRule<Attribute>>;
  /** Its other fields; the keys of datasets are the same everywhere. */
  readonly others: Readonly<Partial<Record<Exclude<SearchEntity, 'attribute'>, FieldRule>>>;
  readonly wording: Pick<SearchWording, 'prefix' | 'attribute'>;
}

/** The grammar of one kind of thing that can be searched. */
export interface SearchGrammar<Attribute extends string> extends FieldGrammar<Attribute> {
  readonly wording: SearchWording;
}

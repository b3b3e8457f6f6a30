import type { SearchEntity } from './filter.ts';
import type { AttributeRule, FieldRule } from './search-grammar.ts';

/** A field that holds a value and is never asked for its presence or for a list. */
export const holding = (holds: FieldRule['holds']): FieldRule => ({ holds, lists: false, presence: false });

/** A field that may be compared with a list too. */
export const listed = (holds: FieldRule['holds']): FieldRule => ({ holds, lists: true, presence: false });

/** A field that may be missing, and asked whether it is. */
export const optional = (holds: FieldRule['holds']): FieldRule => ({ holds, lists: false, presence: true });

/** The columns of a grammar by name, and under further names. */
export function attributesOf<Attribute extends string>(
  rules: Readonly<Record<Attribute, FieldRule>>,
  aliases: Readonly<Record<string, NoInfer<Attribute>>> = {},
): ReadonlyMap<string, AttributeRule<Attribute>> {
  const keys = Object.keys(rules) as Attribute[];
  return new Map([
    ...keys.map((key): [string, AttributeRule<Attribute>] => [key, { ...rules[key], key }]),
    ...Object.entries(aliases).map(([alias, key]): [string, AttributeRule<Attribute>] => [
      alias,
      { ...rules[key], key },
    ]),
  ]);
}

/** Entities by what may stand before the first point of an identifier. */
export const prefixesOf = (
  spellings: Readonly<Partial<Record<SearchEntity, readonly string[]>>>,
): ReadonlyMap<string, SearchEntity> =>
  new Map(
    (Object.entries(spellings) as [SearchEntity, readonly string[]][]).flatMap(([entity, prefixes]) =>
      prefixes.map((prefix) => [prefix, entity] as const),
    ),
  );

import type { DatasetKey, SearchField } from './filter.ts';
import { refusedAt } from './refusal.ts';
import type { FieldGrammar, FieldRule } from './search-grammar.ts';
import type { IdentifierToken } from './token.ts';

export interface ResolvedField<Attribute extends string> {
  readonly field: SearchField<Attribute>;
  readonly rule: FieldRule;
}

const datasetKeys: readonly DatasetKey[] = ['name', 'digest', 'context'];

/**
 * What an identifier means in a grammar.
 * @throws MlflowError INVALID_PARAMETER_VALUE when it means nothing there
 */
export function resolveField<Attribute extends string>(
  grammar: FieldGrammar<Attribute>,
  { prefix, key, position }: IdentifierToken,
): ResolvedField<Attribute> {
  const entity = prefix === undefined ? 'attribute' : grammar.prefixes.get(prefix);
  if (entity === undefined) throw refusedAt(grammar.wording.prefix(prefix ?? ''), position);
  if (entity === 'attribute') {
    const rule = grammar.attributes.get(key);
    if (rule === undefined) throw refusedAt(grammar.wording.attribute(key), position);
    return { field: { entity, key: rule.key }, rule };
  }
  const rule = grammar.others[entity];
  if (rule === undefined) throw refusedAt(grammar.wording.prefix(prefix ?? ''), position);
  if (entity !== 'dataset') return { field: { entity, key }, rule };
  const datasetKey = datasetKeys.find((known) => known === key);
  if (datasetKey === undefined) {
    throw refusedAt(
      `Invalid dataset key '${key}' specified. Valid keys are '{'name', 'digest', 'context'}'`,
      position,
    );
  }
  return { field: { entity, key: datasetKey }, rule };
}

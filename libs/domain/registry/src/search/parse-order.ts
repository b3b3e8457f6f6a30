import { invalidParameter } from '../mlflow-error.ts';
import { pythonList } from '../python-text.ts';
import type { Order, OrderTerm, SearchField } from './filter.ts';
import { refusedAt } from './refusal.ts';
import { resolveField } from './resolve-field.ts';
import type { FieldGrammar } from './search-grammar.ts';
import { tokenize } from './tokenize.ts';

/** Each term costs the database a join. */
export const maxOrderTerms = 50;
const maxClauseLength = 10_000;

export interface OrderGrammar<Attribute extends string> extends FieldGrammar<Attribute> {
  /** The refusal of a field that can be searched, but not ordered by. */
  readonly unordered?: (field: SearchField<Attribute>) => string;
  /** Whether a field may be named twice; the first one counts. */
  readonly repeats: boolean;
}

/**
 * Reads the terms of an order, each `field`, `field ASC` or `field DESC`.
 * @throws MlflowError INVALID_PARAMETER_VALUE that names the place
 */
export function parseOrder<Attribute extends string>(
  grammar: OrderGrammar<Attribute>,
  clauses: readonly string[],
): Order<Attribute> {
  if (clauses.length > maxOrderTerms) {
    throw invalidParameter(
      `Invalid order_by: it has ${String(clauses.length)} terms, at most ${String(maxOrderTerms)} are allowed.`,
    );
  }
  const terms = new Map<string, OrderTerm<Attribute>>();
  for (const clause of clauses) {
    const term = parseTerm(grammar, clause);
    const field = `${term.entity}.${term.key}`;
    if (!terms.has(field)) terms.set(field, term);
    else if (!grammar.repeats) {
      throw invalidParameter(`\`order_by\` contains duplicate fields: ${pythonList(clauses)}`);
    }
  }
  return [...terms.values()];
}

function parseTerm<Attribute extends string>(
  grammar: OrderGrammar<Attribute>,
  clause: string,
): OrderTerm<Attribute> {
  const isReadable = clause.length <= maxClauseLength && !clause.includes('\0');
  const [identifier, direction, junk] = isReadable ? tokenize(clause) : [];
  const wrong = [identifier, direction].find((token) => token !== undefined && token.kind !== 'identifier');
  if (identifier?.kind !== 'identifier' || wrong !== undefined || junk !== undefined) {
    const position = (wrong ?? junk)?.position ?? 1;
    throw refusedAt(`Invalid order_by clause '${clause}'. Could not be parsed.`, position);
  }
  const word = direction?.text.toUpperCase() ?? 'ASC';
  if (word !== 'ASC' && word !== 'DESC') {
    throw refusedAt(`Invalid ordering key in order_by clause '${clause}'.`, direction?.position ?? 1);
  }
  const { field } = resolveField(grammar, identifier);
  if (field.entity !== 'attribute' && grammar.unordered !== undefined) {
    throw refusedAt(grammar.unordered(field), identifier.position);
  }
  return { ...field, ascending: word === 'ASC' };
}

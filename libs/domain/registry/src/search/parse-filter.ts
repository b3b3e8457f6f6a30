import { invalidParameter, type MlflowError } from '../mlflow-error.ts';
import { pythonRepr } from '../python-text.ts';
import type { Comparison, Filter } from './filter.ts';
import { readTest } from './read-test.ts';
import { refusedAt } from './refusal.ts';
import { resolveField } from './resolve-field.ts';
import type { SearchGrammar, SearchWording } from './search-grammar.ts';
import type { Token } from './token.ts';
import { TokenReader } from './token-reader.ts';
import { tokenize } from './tokenize.ts';

/** Longer filters are refused unread. */
const maxFilterLength = 100_000;
/** Each comparison costs the database a join. */
const maxComparisons = 100;

/**
 * Reads a filter: comparisons with AND between them. As in MLflow's own reading, an AND too many or too few does not matter.
 * @throws MlflowError INVALID_PARAMETER_VALUE that names the place
 */
export function parseFilter<Attribute extends string>(
  grammar: SearchGrammar<Attribute>,
  filter: string | undefined,
): Filter<Attribute> {
  if (filter === undefined || filter === '') return [];
  const tokens = new TokenReader(tokensOf(grammar.wording, filter));
  const comparisons: Comparison<Attribute>[] = [];
  for (let token = tokens.next(); token !== undefined; token = tokens.next()) {
    if (isWord(token, 'AND')) continue;
    const operator = tokens.peekOperator();
    if (token.kind !== 'identifier' || operator === undefined) {
      throw notComparable(grammar, token, operator !== undefined);
    }
    if (comparisons.length === maxComparisons) {
      throw refusedAt(
        `Invalid filter string: it has more than ${String(maxComparisons)} comparisons.`,
        token.position,
      );
    }
    const { field, rule } = resolveField(grammar, token);
    tokens.skip(operator.length);
    comparisons.push({ ...field, ...readTest(grammar, field, rule, operator, tokens) });
  }
  return comparisons;
}

/** The tokens of a filter that is short enough, not blank, and one statement. */
function tokensOf(wording: SearchWording, filter: string): Token[] {
  if (filter.length > maxFilterLength) {
    throw invalidParameter(
      `Invalid filter string: it has ${String(filter.length)} characters, at most ${String(maxFilterLength)} are allowed.`,
    );
  }
  const control = filter.indexOf('\0');
  if (control !== -1) throw refusedAt(wording.clause('\\0'), control + 1);
  if (filter.trim() === '') throw refusedAt(`Invalid filter ${pythonRepr(filter)}. Could not be parsed.`, 1);
  const tokens = tokenize(filter);
  const end = tokens.findIndex(({ kind, text }) => kind === 'symbol' && text === ';');
  const next = end === -1 ? undefined : tokens[end + 1];
  if (next !== undefined) throw refusedAt(wording.several(filter), next.position);
  return tokens;
}

function notComparable(
  { wording }: SearchGrammar<string>,
  { kind, text, position }: Token,
  isCompared: boolean,
): MlflowError {
  if (isCompared && (kind === 'string' || kind === 'number')) {
    return refusedAt(`Invalid comparison clause. Expected 'Identifier' found '${text}'`, position);
  }
  return refusedAt(wording.clause(text), position);
}

const isWord = (token: Token, keyword: string): boolean =>
  token.kind === 'identifier' && token.text.toUpperCase() === keyword;

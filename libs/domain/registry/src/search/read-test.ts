import { invalidExperimentIdMessage } from '../validation/identifiers.ts';
import { wholeNumberIn } from '../validation/whole-number.ts';
import type {
  ListOperator,
  NumberOperator,
  PresenceOperator,
  SearchEntity,
  SearchTest,
  TextOperator,
} from './filter.ts';
import { readList } from './read-list.ts';
import { readInteger, readNumber, readText } from './read-value.ts';
import { refusedAt } from './refusal.ts';
import type { FieldRule, ReadComparison, SearchGrammar, SearchWording } from './search-grammar.ts';
import type { Token } from './token.ts';
import type { OperatorToken, TokenReader } from './token-reader.ts';

const numberOperators: readonly NumberOperator[] = ['=', '!=', '>', '>=', '<', '<='];
const textOperators: readonly TextOperator[] = ['=', '!=', 'LIKE', 'ILIKE'];
const idOperators: readonly TextOperator[] = ['=', '!='];
const listOperators: readonly ListOperator[] = ['IN', 'NOT IN'];
const presenceOperators: readonly PresenceOperator[] = ['IS NULL', 'IS NOT NULL'];

/** Reads what is asked of a field by an operator; the reader stands behind the operator, and behind the value afterwards. */
export function readTest(
  { wording }: SearchGrammar<string>,
  field: { readonly entity: SearchEntity; readonly key: string },
  rule: FieldRule,
  operator: OperatorToken,
  tokens: TokenReader,
): SearchTest {
  const presence = presenceOperators.find((known) => known === operator.text);
  if (presence !== undefined) {
    if (rule.presence) return { kind: 'presence', operator: presence };
    const comparison = { ...field, operator: operator.text, found: '' };
    throw refusedAt(wording.noPresence(comparison), operator.position);
  }
  const value = tokens.peek();
  if (value === undefined) throw refusedAt(wording.clause(operator.text), operator.position);
  const comparison = { ...field, operator: operator.text, found: value.text };
  const chosen = <Operator extends string>(known: readonly Operator[]): Operator => {
    const found = known.find((candidate) => candidate === operator.text);
    if (found === undefined) throw refusedAt(wording.operator(comparison), operator.position);
    return found;
  };
  if (value.text === '(') {
    if (!rule.lists) {
      const isNumber = rule.holds === 'number' || rule.holds === 'integer';
      throw refusedAt(wording[isNumber ? 'numberExpected' : 'noLists'](comparison), value.position);
    }
    const values = readList(tokens).map((item) =>
      rule.holds === 'id' ? wholeNumber(item.value, item.position) : item.value,
    );
    return { kind: 'list', operator: chosen(listOperators), values };
  }
  tokens.skip(1);
  if (value.kind === 'symbol' || value.kind === 'operator') {
    throw refusedAt(wording.clause(value.text), value.position);
  }
  return valueTest(wording, comparison, rule, value, chosen);
}

function valueTest(
  wording: SearchWording,
  comparison: ReadComparison,
  { holds }: FieldRule,
  value: Token,
  chosen: <Operator extends string>(known: readonly Operator[]) => Operator,
): SearchTest {
  switch (holds) {
    case 'number': {
      const number = readNumber(wording, comparison, value);
      return { kind: 'number', operator: chosen(numberOperators), value: number };
    }
    case 'integer':
    case 'integer-text': {
      const number = readInteger(wording, comparison, value, holds === 'integer-text');
      return { kind: 'number', operator: chosen(numberOperators), value: number };
    }
    case 'id': {
      const id = wholeNumber(readText(wording, comparison, value, false), value.position);
      return { kind: 'text', operator: chosen(idOperators), value: id };
    }
    case 'text':
    case 'bare-text': {
      const text = readText(wording, comparison, value, holds === 'bare-text');
      const operator = chosen(textOperators);
      checkPattern(operator, text, value);
      return { kind: 'text', operator, value: text };
    }
  }
}

/** A pattern's last backslash must not stand alone: there is nothing behind it that it could make literal. */
function checkPattern(operator: TextOperator, text: string, { position }: Token): void {
  if (operator !== 'LIKE' && operator !== 'ILIKE') return;
  let backslashes = 0;
  while (text.at(-1 - backslashes) === '\\') backslashes += 1;
  if (backslashes % 2 === 0) return;
  throw refusedAt(`Invalid pattern '${text}': it must not end with a single backslash`, position);
}

/** Experiments are compared by their number in its shortest form. */
function wholeNumber(text: string, position: number): string {
  const id = wholeNumberIn(text);
  if (id === undefined) throw refusedAt(invalidExperimentIdMessage(text), position);
  return id;
}

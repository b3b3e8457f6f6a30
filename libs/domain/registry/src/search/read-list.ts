import { refusedAt } from './refusal.ts';
import type { TokenReader } from './token-reader.ts';

export interface ListItem {
  readonly value: string;
  readonly position: number;
}

/**
 * Reads `('a', "b")`; the reader stands on its first parenthesis, and behind its last one afterwards. A quote inside a text
 * stands behind a backslash.
 * @throws MlflowError INVALID_PARAMETER_VALUE unless it is a list of one text or more
 */
export function readList(tokens: TokenReader): ListItem[] {
  const items: ListItem[] = [];
  const open = tokens.next();
  for (;;) {
    const token = tokens.next();
    const position = token?.position ?? open?.position ?? 1;
    if (token?.text === ')') {
      if (items.length > 0) return items;
      throw refusedAt(`${listExpected}, but got empty list`, position);
    }
    if (token?.kind === 'number') throw refusedAt(`${textExpected}: ${token.text}`, position);
    const value =
      token?.kind === 'string'
        ? token.value
        : token?.kind === 'identifier' && token.quote === '"'
          ? token.key
          : undefined;
    const isSeparated = tokens.peek()?.text === ',' || tokens.peek()?.text === ')';
    if (value === undefined || !isSeparated) {
      throw refusedAt(`${listExpected}, but got ill-formed list.`, position);
    }
    items.push({ value: value.replace(/\\(['"\\])/g, '$1'), position });
    if (tokens.peek()?.text === ',') tokens.skip(1);
  }
}

const listExpected = 'While parsing a list in the query, expected a non-empty list of string values';
const textExpected =
  'While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list';

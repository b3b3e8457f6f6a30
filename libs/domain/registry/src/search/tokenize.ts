import type { IdentifierToken, Token } from './token.ts';

const blank = /\s+/y;
const word = /[\p{L}\p{N}_][\p{L}\p{N}_$#]*/uy;
const number = /-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE]-?\d+)?(?![\p{L}\p{N}_$#])/uy;
const operator = /[<>=!~]+/y;
/** Those that identifiers may stand in. */
const quotes = ['`', '"'] as const;

/** Cuts a filter into its tokens, in one pass; what belongs to none of them is a `symbol`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const token = tokenAt(text, at);
    if (token === undefined) {
      at += matchAt(blank, text, at).length;
      continue;
    }
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): Token | undefined {
  if (matchAt(blank, text, at) !== '') return undefined;
  const position = at + 1;
  const numeral = matchAt(number, text, at);
  if (numeral !== '') return { kind: 'number', text: numeral, position };
  const identifier = identifierAt(text, at);
  if (identifier !== undefined) return identifier;
  const literal = text[at] === "'" ? quotedAt(text, at) : '';
  if (literal !== '') return { kind: 'string', text: literal, value: literal.slice(1, -1), position };
  const comparator = matchAt(operator, text, at);
  if (comparator !== '') return { kind: 'operator', text: comparator, position };
  return { kind: 'symbol', text: String.fromCodePoint(text.codePointAt(at) ?? 0), position };
}

function identifierAt(text: string, at: number): IdentifierToken | undefined {
  const first = partAt(text, at);
  if (first === '') return undefined;
  const rest = at + first.length + 1;
  let end = at + first.length;
  while (text[end] === '.') {
    const part = partAt(text, end + 1);
    if (part === '') break;
    end += 1 + part.length;
  }
  const isWhole = end < rest;
  const key = isWhole ? first : text.slice(rest, end);
  return {
    kind: 'identifier',
    text: text.slice(at, end),
    position: at + 1,
    prefix: isWhole ? undefined : withoutQuotes(first, '`'),
    key: withoutQuotes(key, key.startsWith('"') ? '"' : '`'),
    quote: isWhole ? quotes.find((quote) => first.startsWith(quote)) : undefined,
  };
}

const partAt = (text: string, at: number): string =>
  text[at] === '`' || text[at] === '"' ? quotedAt(text, at) : matchAt(word, text, at);

const withoutQuotes = (part: string, quote: string): string =>
  part.length > 1 && part.startsWith(quote) && part.endsWith(quote) ? part.slice(1, -1) : part;

/**
 * The quoted text at `at`, or nothing where it never ends. A doubled quote, or one behind a backslash, belongs to the text –
 * unless nothing closes it afterwards: then the last of them does.
 */
function quotedAt(text: string, at: number): string {
  const quote = text[at] ?? '';
  let last = -1;
  for (let end = text.indexOf(quote, at + 1); end !== -1; end = text.indexOf(quote, end + 1)) {
    const isDoubled = text[end + 1] === quote;
    const isEscaped = quote !== '`' && text[end - 1] === '\\' && end - 1 > at;
    if (!isDoubled && !isEscaped) return text.slice(at, end + 1);
    last = end;
    if (isDoubled && !isEscaped) end += 1;
  }
  return last === -1 ? '' : text.slice(at, last + 1);
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

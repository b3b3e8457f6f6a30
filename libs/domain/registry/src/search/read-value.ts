import { pythonRepr } from '../python-text.ts';
import { refusedAt } from './refusal.ts';
import type { ReadComparison, SearchWording } from './search-grammar.ts';
import type { Token } from './token.ts';

/** A number as a filter writes it; too large ones are infinite. */
export function readNumber(wording: SearchWording, comparison: ReadComparison, token: Token): number {
  if (token.kind === 'number') return Number(token.text);
  throw refusedAt(wording.numberExpected(comparison), token.position);
}

/** A whole number, quoted too where `quoted` allows it. */
export function readInteger(
  wording: SearchWording,
  comparison: ReadComparison,
  token: Token,
  quoted: boolean,
): number {
  const text = quoted ? quotedText(token) : undefined;
  if (text === undefined) readNumber(wording, comparison, token);
  const digits = text ?? token.text;
  if (/^\s*[+-]?\d+\s*$/.test(digits)) return Number(digits);
  const shown = text === undefined ? token.text : pythonRepr(text);
  throw refusedAt(`Invalid value for numeric attribute '${comparison.key}': ${shown}`, token.position);
}

/** A text between quotes as it stands there, or also without quotes where `bare` allows it. */
export function readText(
  wording: SearchWording,
  comparison: ReadComparison,
  token: Token,
  bare: boolean,
): string {
  const text = quotedText(token);
  if (text !== undefined) return text;
  if (bare && (token.kind === 'identifier' || token.kind === 'number')) return token.text;
  if (token.kind !== 'identifier') {
    throw refusedAt(wording.textExpected(comparison), token.position);
  }
  throw refusedAt(
    'Parameter value is either not quoted or unidentified quote types used for string value ' +
      `${token.text}. Use either single or double quotes.`,
    token.position,
  );
}

function quotedText(token: Token): string | undefined {
  if (token.kind === 'string') return token.value;
  return token.kind === 'identifier' && token.quote === '"' ? token.key : undefined;
}

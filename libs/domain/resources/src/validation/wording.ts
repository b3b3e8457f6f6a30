import { nearest } from '@slipway/kernel';
import { shown } from '../yaml/shown.ts';
import type { IssueDetails } from '../yaml/source-text.ts';

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object with fields',
  record: 'an object with fields',
};

/** A value of another type than the schema wants, `int` and `record` being types of their own. */
export function wrongType(expectedType: string, input: unknown): IssueDetails {
  const expected = typeNames[expectedType] ?? expectedType;
  if (input === null)
    return { message: 'the field has no value', expected: `${expected}, or leave the field out` };
  if (expectedType === 'string' && (typeof input === 'number' || typeof input === 'boolean')) {
    return { message: `${describeValue(input)} is not text`, expected: `text in quotes: "${String(input)}"` };
  }
  return { message: `${describeValue(input)} is not ${expected}`, expected };
}

function describeValue(input: unknown): string {
  if (typeof input === 'string') return `the text ${shown(input)}`;
  return typeof input === 'number' ? `the number ${shown(input)}` : shown(input);
}

/** A field that must be there and is not. */
export function missing(name: string | number, description: string | undefined): IssueDetails {
  return { message: `the field ${String(name)} is missing`, expected: description };
}

/** A value outside of a fixed set. */
export function notOneOf(values: readonly string[], input: unknown): IssueDetails {
  const expected = values.length === 1 ? (values[0] ?? '') : `one of ${values.join(', ')}`;
  return {
    message: `${shown(input)} is not ${expected}`,
    expected,
    suggestion: typeof input === 'string' ? nearest(input, values) : undefined,
  };
}

const measures: Readonly<Record<string, string>> = { string: 'characters', array: 'entries' };

/** A number, text or list beyond a bound. */
export function outOfBounds(
  side: 'at most' | 'at least',
  limit: number | bigint,
  origin: string,
  input: unknown,
): IssueDetails {
  const measure = measures[origin];
  const expected = `${side} ${String(limit)}${measure === undefined ? '' : ` ${measure}`}`;
  const size = typeof input === 'string' || Array.isArray(input) ? input.length : input;
  return { message: `expected ${expected}, not ${shown(size)}`, expected };
}

/** A problem that the schema has put into words, as `problemCheck` does. */
export function problem(input: unknown, text: string): IssueDetails {
  const expected = /expected (.*)$/.exec(text)?.[1];
  return { message: typeof input === 'object' ? text : `${shown(input)}: ${text}`, expected };
}

import type { StudyParameter } from '@slipway/contracts';
import { UsageError } from '../exit-codes.ts';
import { numberOf, scalarOf, type Scalar } from './scalar.ts';

export type ParameterKind = 'float' | 'int' | 'choice' | 'ordinal' | 'fixed';

/**
 * A parameter in one word: `lr=1e-5..1e-1:log`, `layers=1..5`, `dropout=0..0.5:step=0.1`, `optimizer=adam,sgd`.
 * @throws UsageError
 */
export function parseParameter(kind: ParameterKind, text: string): StudyParameter {
  const equals = text.indexOf('=');
  const [name, rest] = [text.slice(0, equals).trim(), text.slice(equals + 1)];
  if (equals < 1) throw wrong(kind, text, 'there is no NAME=');
  if (kind === 'float' || kind === 'int') return numberParameter(kind, name, rest, text);
  if (kind === 'fixed') return { name, kind, value: scalarOf(rest) };
  const values = scalarsOf(rest);
  if (values.length === 0) throw wrong(kind, text, 'there is no value');
  return kind === 'choice' ? { name, kind: 'categorical', choices: values } : { name, kind, values };
}

const examples: Readonly<Record<ParameterKind, string>> = {
  float: 'lr=1e-5..1e-1:log or dropout=0..0.5:step=0.1',
  int: 'layers=1..5 or units=8..512:log',
  choice: 'optimizer=adam,sgd',
  ordinal: 'batch=16,32,64',
  fixed: 'epochs=10',
};

function wrong(kind: ParameterKind, text: string, why: string): UsageError {
  return new UsageError(
    `--${kind} ${JSON.stringify(text.slice(0, 80))}: ${why}; write it as ${examples[kind]}`,
  );
}

function numberParameter(kind: 'float' | 'int', name: string, rest: string, text: string): StudyParameter {
  const [range = '', ...modifiers] = rest.split(':');
  const bounds = range.split('..').map(numberOf);
  const [low, high] = bounds;
  if (bounds.length !== 2 || low === undefined || high === undefined)
    throw wrong(kind, text, 'its range is not LOW..HIGH');
  let scale: 'linear' | 'log' = 'linear';
  let step: number | undefined;
  for (const modifier of modifiers) {
    const stepText = /^step=(.+)$/.exec(modifier)?.[1];
    if (modifier === 'log' || modifier === 'linear') scale = modifier;
    else if (stepText !== undefined && numberOf(stepText) !== undefined) step = numberOf(stepText);
    else throw wrong(kind, text, `${JSON.stringify(modifier)} is neither log nor step=NUMBER`);
  }
  if (kind === 'int') return { name, kind, low, high, scale, step: step ?? 1 };
  return { name, kind, low, high, scale, ...(step === undefined ? {} : { step }) };
}

/** A list of numbers, of truth values, or else of texts. */
function scalarsOf(text: string): Scalar[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.some((word) => word === '')) return [];
  const values = words.map(scalarOf);
  const isOfOneType = values.every((value) => typeof value === typeof values[0]);
  return isOfOneType ? values : words;
}

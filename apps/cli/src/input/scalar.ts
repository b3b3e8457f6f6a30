export type Scalar = number | string | boolean;

/** A finite decimal number; undefined for any other text. */
export function numberOf(text: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text.trim())) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A value of a parameter as it is written on the command line: a number, `true`, `false`, or text. */
export function scalarOf(text: string): Scalar {
  const word = text.trim();
  if (word === 'true' || word === 'false') return word === 'true';
  return numberOf(word) ?? word;
}

/** Texts as MLflow's server, which is written in Python, prints them in its messages. */

/** `repr` of a text: in single quotes, or in double quotes where it holds single ones only. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inner = text.replace(/[\\'"\u0000-\u001f\u007f]/g, (character) => {
    if (character === '\\' || character === quote) return `\\${character}`;
    if (character === "'" || character === '"') return character;
    const short = shortEscapes.get(character);
    return short ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return quote + inner + quote;
}

/** `repr` of a list of texts. */
export const pythonList = (texts: Iterable<string>): string =>
  `[${Array.from(texts, pythonRepr).join(', ')}]`;

/** `repr` of a tuple of texts. */
export const pythonTuple = (texts: Iterable<string>): string =>
  `(${Array.from(texts, pythonRepr).join(', ')})`;

/** `repr` of a set of texts; in the given order, where Python's is random. */
export const pythonSet = (texts: Iterable<string>): string => `{${Array.from(texts, pythonRepr).join(', ')}}`;

/** `json.dumps` of a plain value: without spaces, all beyond ASCII escaped. */
export const pythonJson = (value: string | number | boolean | null): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** `len` of a text: it counts code points, not UTF-16 units. */
export function pythonLength(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const point = text.codePointAt(at) ?? 0;
    if (point > 0xffff) {
      length -= 1;
      at += 1;
    }
  }
  return length;
}

const shortEscapes = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** `repr` of a float. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value === 0 || (power >= -4 && power < 16)) {
    const plain = Object.is(value, -0)
      ? '-0'
      : power < 0
        ? value.toFixed(fractionOf(digits) - power)
        : String(value);
    return plain.includes('.') ? plain : `${plain}.0`;
  }
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

const fractionOf = (digits: string): number => digits.replace(/^-/, '').replace('.', '').length - 1;

/** Text that stands for itself in YAML 1.1 and 1.2 without quotes: no number, date or word with a meaning. */
const plain = /^[A-Za-z_](?:[\w./@+-]|:(?=[\w/]))*(?: [\w./@+-]+)*$/;
const meaningful = /^(?:true|false|yes|no|on|off|y|n|null)$/i;

const unprintable = /[\u0000-\u001f\u007f-\u00a0\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/;
const allUnprintable = new RegExp(unprintable.source, 'g');

/** A text as the name of a field, or as a value on the same line. Equal texts give equal YAML. */
export function yamlLine(text: string): string {
  if (plain.test(text) && !meaningful.test(text)) return text;
  return JSON.stringify(text).replaceAll(
    allUnprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * A text as a value; `indent` is that of the line it stands on. Text of several lines is a literal block, where that
 * keeps all of it.
 */
export function yamlValue(text: string, indent: string): string {
  if (!text.includes('\n')) return yamlLine(text);
  const isEnded = text.endsWith('\n');
  const lines = (isEnded ? text.slice(0, -1) : text).split('\n');
  // A reader takes the indent from the first line, and may drop blank lines at the end and spaces on them.
  const isSafe =
    /^\S/.test(lines[0] ?? '') &&
    lines.at(-1) !== '' &&
    lines.every((line) => line === '' || (line.trim() !== '' && !unprintable.test(line)));
  if (!isSafe) return yamlLine(text);
  return [isEnded ? '|' : '|-', ...lines.map((line) => (line === '' ? '' : `${indent}  ${line}`))].join('\n');
}

import { formatAnyYaml, readsAsOther, unprintable } from './format-any-yaml.ts';

/** Thrown to leave the recursion at a value that is not simple. */
class NotSimple extends Error {}

/**
 * The same text as `formatAnyYaml`, several times as fast: objects, lists, and texts as manifests have them are written
 * without making nodes of them first. Undefined for a value that has anything else, such as a date or a key of several
 * lines.
 */
export function formatSimpleYaml(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    const text = block(value, '');
    return text === undefined ? undefined : `${text}\n`;
  } catch (error) {
    if (!(error instanceof NotSimple)) throw error;
    return undefined;
  }
}

/** The lines of an object or list whose first line is written where it stands; undefined when it is empty. */
function block(value: object, indent: string): string | undefined {
  const lines = Array.isArray(value)
    ? value.map((entry: unknown) => `- ${inList(entry, `${indent}  `)}`)
    : fieldsOf(value).map(([key, field]) => `${keyOf(key)}:${inObject(field, `${indent}  `)}`);
  return lines.length === 0 ? undefined : lines.join(`\n${indent}`);
}

function fieldsOf(value: object): [string, unknown][] {
  if (Object.getPrototypeOf(value) !== Object.prototype || 'toJSON' in value) throw new NotSimple();
  return Object.entries(value).filter(([, field]) => field !== undefined);
}

const isBlock = (value: unknown): value is object => typeof value === 'object' && value !== null;

const empty = (value: object): string => (Array.isArray(value) ? '[]' : '{}');

function inList(value: unknown, indent: string): string {
  return isBlock(value) ? (block(value, indent) ?? empty(value)) : scalar(value, indent);
}

function inObject(value: unknown, indent: string): string {
  if (!isBlock(value)) return ` ${scalar(value, indent)}`;
  const text = block(value, indent);
  return text === undefined ? ` ${empty(value)}` : `\n${indent}${text}`;
}

function scalar(value: unknown, indent: string): string {
  if (typeof value === 'string') return value.includes('\n') ? literal(value, indent) : line(value);
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  throw new NotSimple();
}

/** Text that means itself: no indicator of YAML at its start, and none of `: ` and ` #` within. */
const plain = /^(?:[\w/]|\.(?=[\w/]))(?:[\w./@+=,()-]|:(?=[\w/])| (?=[\w/]))*$/;

/** Text of printable ASCII that begins with an indicator of YAML, which nothing unquoted may. https://yaml.org/spec/1.2.2/#53-indicator-characters */
const indicated = /^[,[\]{}#&*!|>'"%@`][ -~]*$/;

function line(text: string): string {
  if (plain.test(text)) return readsAsOther(text) ? JSON.stringify(text) : text;
  if (text === '' || indicated.test(text)) return quoted(text);
  const written = formatAnyYaml({ text });
  return written.slice('text: '.length, -1);
}

const quoted = (text: string): string =>
  text.includes('"') && !text.includes("'") ? `'${text}'` : JSON.stringify(text);

/** The name of a field; one as long as YAML's longest simple key is left to the library. */
function keyOf(key: string): string {
  if (key.length > 300 || key.includes('\n')) throw new NotSimple();
  return line(key);
}

/** Lines that begin at the margin and end without further white space. */
const ordinaryLines = /^[^\s][^]*[^\s]\n?$/;

function literal(text: string, indent: string): string {
  if (!ordinaryLines.test(text) || unprintable.test(text)) throw new NotSimple();
  const ends = text.endsWith('\n');
  const lines = ends ? text.slice(0, -1) : text;
  return `${ends ? '|' : '|-'}\n${indent}${lines.replaceAll(/\n+/g, `$&${indent}`)}`;
}

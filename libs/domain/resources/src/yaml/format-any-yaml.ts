import { Document, Scalar, visit } from 'yaml';

/** What YAML wants escaped, beyond what JSON escapes: https://yaml.org/spec/1.2.2/#51-character-set */
export const unprintable = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/;
const escapedLater = new RegExp(unprintable.source, 'g');

const style = { version: '1.2', compat: 'yaml-1.1', aliasDuplicateObjects: false } as const;

/** The YAML of any value, by the library. */
export function formatAnyYaml(value: unknown): string {
  const document = new Document(value, style);
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value !== 'string') return;
      // A block of nothing but white space would lose some of it.
      if (unprintable.test(node.value) || node.value.trim() === '') node.type = Scalar.QUOTE_DOUBLE;
      else if (node.value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
    },
  });
  const text = document.toString({
    lineWidth: 0,
    blockQuote: 'literal',
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
  return text.replaceAll(
    escapedLater,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const { schema } = new Document(null, style);
const otherTypes = [...schema.tags, ...(schema.compat ?? [])].flatMap((tag) =>
  tag.default === true && 'test' in tag ? [tag.test] : [],
);

/** Whether a reader of YAML 1.2 or 1.1 takes unquoted text for a number, a date, or anything else that is no text. */
export function readsAsOther(text: string): boolean {
  return otherTypes.some((pattern) => pattern.test(text));
}

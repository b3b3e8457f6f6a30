import { Document, Scalar, visit } from 'yaml';

/** What YAML wants escaped, beyond what JSON escapes: https://yaml.org/spec/1.2.2/#51-character-set */
const unprintable = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/;
const escapedLater = new RegExp(unprintable.source, 'g');

/**
 * A YAML document that every reader takes for the same: text that YAML 1.1 (as Kubernetes tools read it) would take for
 * something else is quoted, lines are not folded, control characters are escaped. Equal values give equal text.
 */
export function formatYaml(value: unknown): string {
  const document = new Document(value, { version: '1.2', compat: 'yaml-1.1', aliasDuplicateObjects: false });
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

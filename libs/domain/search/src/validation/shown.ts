/** A value from outside as it may stand in a message: one line, at most 60 characters of text, nothing invisible. */
export function shown(value: unknown): string {
  if (typeof value === 'string') {
    const text = value.length > 60 ? `${value.slice(0, 57)}…` : value;
    return JSON.stringify(text).replaceAll(invisible, escaped);
  }
  if (Array.isArray(value)) return `a list of ${String(value.length)}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' || typeof value === 'symbol' ? `a ${typeof value}` : String(value);
}

const mostShown = 10;

/** `one of 1, 2, 3`, of many the first ones. */
export function oneOf(values: readonly unknown[]): string {
  const listed = values.slice(0, mostShown).map(shown).join(', ');
  if (values.length === 1) return listed;
  const more = values.length - mostShown;
  return `one of ${listed}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

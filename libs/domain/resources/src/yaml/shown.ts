/** A value of the user's as it may stand in a message: one line, at most 60 characters, nothing invisible or secret. */
export function shown(value: unknown): string {
  if (typeof value === 'string') {
    const text = value.slice(0, 1000).replaceAll(/\/\/[^/\s@]*@/g, '//…@'); // credentials in URLs
    return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text).replaceAll(invisible, escaped);
  }
  if (Array.isArray(value)) return `a list of ${String(value.length)}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

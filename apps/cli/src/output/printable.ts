/**
 * Text from elsewhere, made harmless for a terminal: control characters, escape sequences and direction overrides become
 * visible, so that a name or message can't rewrite the screen. Line breaks and tabs become spaces.
 */
export function printable(text: string): string {
  return text
    .replaceAll(/[\r\n\t]+/g, ' ')
    .replaceAll(
      /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/** At most `length` characters, with … for what is left out. */
export function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

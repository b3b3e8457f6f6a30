/** What could end a line of a commit message early, or make it read differently from what it is. */
const breaking = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;

/** Text of anybody as one line that the change log takes: cut to its length, what breaks a line is a space. */
export function commitLine(text: string, longest: number, otherwise = 'unknown'): string {
  const line = text.slice(0, longest).toWellFormed().replaceAll(breaking, ' ').trim();
  return line === '' ? otherwise : line;
}

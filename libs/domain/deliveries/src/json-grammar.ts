/** What the scanner expects next, after RFC 8259. */
export const Expect = {
  Value: 0,
  ValueOrEnd: 1,
  Key: 2,
  KeyOrEnd: 3,
  Colon: 4,
  CommaOrEnd: 5,
  Nothing: 6,
  InString: 7,
  InEscape: 8,
  InUnicode: 9,
  InWord: 10,
  InNumber: 11,
} as const;
export type Expect = (typeof Expect)[keyof typeof Expect];

/** ASCII codes. */
export const code = {
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  colon: 0x3a,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** Whether a string may hold a byte as it is. */
export const isPlain = (byte: number): boolean =>
  byte >= code.space && byte !== code.quote && byte !== code.backslash;

/**
 * The place of the first byte that a string may not hold as it is, or the end. Looks at four bytes at a time: subtracting 1 (or a
 * space) from each sets the highest bit of those that were 0 (or below a space) and had it not; of several that of the lowest
 * is right in any case (Warren, Hacker's Delight, 6-1).
 * @param words the same bytes
 */
export function endOfPlain(bytes: Uint8Array, words: DataView, from: number): number {
  const end = bytes.length;
  let at = from;
  for (; at + 4 <= end; at += 4) {
    const four = words.getInt32(at, true);
    const quotes = four ^ 0x22222222;
    const backslashes = four ^ 0x5c5c5c5c;
    const marks =
      (((quotes - 0x01010101) & ~quotes) |
        ((backslashes - 0x01010101) & ~backslashes) |
        ((four - 0x20202020) & ~four)) &
      0x80808080;
    if (marks !== 0) return at + ((31 - Math.clz32(marks & -marks)) >> 3);
  }
  while (at < end && isPlain(bytes[at] ?? 0)) at += 1;
  return at;
}

export const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
export const isHex = (byte: number): boolean =>
  isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
/** Of what may follow a backslash in a string, without `u`. */
export const isEscape = (byte: number): boolean => '"\\/bfnrt'.includes(String.fromCharCode(byte));

/** The word that begins with this letter; undefined: none does. */
export const wordFrom = (byte: number): string | undefined =>
  byte === 0x74 ? 'true' : byte === 0x66 ? 'false' : byte === 0x6e ? 'null' : undefined;

/** How far a number has come. */
export const NumberPart = {
  Minus: 0,
  Zero: 1,
  Whole: 2,
  Point: 3,
  Fraction: 4,
  E: 5,
  Sign: 6,
  Exponent: 7,
} as const;
export type NumberPart = (typeof NumberPart)[keyof typeof NumberPart];

/** How far a number is with this byte; undefined when it does not belong to it. */
export function numberPartAfter(part: NumberPart, byte: number): NumberPart | undefined {
  if (isDigit(byte)) {
    if (part === NumberPart.Minus) return byte === 0x30 ? NumberPart.Zero : NumberPart.Whole;
    if (part === NumberPart.Zero) return undefined;
    if (part === NumberPart.Whole) return part;
    return part <= NumberPart.Fraction ? NumberPart.Fraction : NumberPart.Exponent;
  }
  if (byte === 0x2e)
    return part === NumberPart.Zero || part === NumberPart.Whole ? NumberPart.Point : undefined;
  if ((byte | 0x20) === 0x65)
    return isWholeNumber(part) && part !== NumberPart.Exponent ? NumberPart.E : undefined;
  return (byte === 0x2b || byte === code.minus) && part === NumberPart.E ? NumberPart.Sign : undefined;
}

/** Whether a number may end here. */
export const isWholeNumber = (part: NumberPart): boolean =>
  part === NumberPart.Zero ||
  part === NumberPart.Whole ||
  part === NumberPart.Fraction ||
  part === NumberPart.Exponent;

/** The text that the bytes of a JSON string mean. */
export function unescaped(bytes: string): string {
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

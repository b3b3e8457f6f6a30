/** The shortest form of a whole number of 64 bit that is written in decimal digits, blanks around it allowed. */
export function wholeNumberIn(text: string): string | undefined {
  const digits = text.trim();
  if (!/^[+-]?\d{1,100}$/.test(digits)) return undefined;
  const number = BigInt(digits);
  return BigInt.asIntN(64, number) === number ? String(number) : undefined;
}

/** A number on an axis: at most four digits, powers of ten where it is very small or large. */
export function numberLabel(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size >= 1e-3 && size < 1e6) return String(Number(value.toPrecision(4)));
  return Number(value.toPrecision(4)).toExponential().replace('e+', 'e');
}

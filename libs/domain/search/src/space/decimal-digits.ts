/** Digits that a number of a search space has, counted from the first one of the largest number of its range. */
const digits = 12;
/** So many more at the most when the range is narrow for the size of its numbers. */
const moreDigits = 2;

/**
 * Places after the decimal point to which numbers of a range are rounded, so that what a person writes, such as 0.3, comes
 * back as it was, and the last bits of a computation, in which machines differ, are gone. Negative: they are not rounded.
 */
export function decimalPlaces(low: number, high: number): number {
  const first = Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high))));
  const spanned = Math.ceil(Math.log10(high - low));
  const most = digits + moreDigits - first;
  return Math.min(most, Math.max(digits - first, digits - 3 - spanned), 100);
}

/** Powers of ten that are exact, so that dividing a whole number by one gives the nearest number to the decimal fraction. */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${String(exponent)}`));

export function roundToPlaces(value: number, places: number): number {
  if (places < 0) return value;
  const power = powers[places];
  return (power === undefined ? Number(value.toFixed(places)) : Math.round(value * power) / power) + 0;
}

/** A number above 0 rounded to 12 significant digits, one more or less near a power of ten. */
export function roundToDigits(value: number): number {
  const places = digits - 1 - Math.floor(Math.log10(value));
  const power = powers[Math.abs(places)];
  if (power === undefined) return Number(value.toPrecision(digits));
  return places < 0 ? Math.round(value / power) * power : Math.round(value * power) / power;
}

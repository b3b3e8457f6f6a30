const hour = 3_600_000;

/**
 * What a trial cost: what was told, otherwise its time at the price of the study; undefined when there is neither.
 * @param pricePerHour in the currency of the study
 * @param elapsed milliseconds from its beginning to its end
 */
export const costOf = (
  told: number | undefined,
  pricePerHour: number | undefined,
  elapsed: number,
): number | undefined =>
  told ?? (pricePerHour === undefined ? undefined : (pricePerHour * Math.max(0, elapsed)) / hour);

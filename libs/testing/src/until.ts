/** Looks until there is something to see, and returns it; fails after `milliseconds`, naming what was awaited. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  milliseconds = 60_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > deadline) throw new Error(`not within ${String(milliseconds / 1000)} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/**
 * Lets `places` callers in at once and lets `waiting` more wait for a place.
 * @returns a function that resolves with the function to leave by, or with undefined when too many wait already.
 */
export function createGate(places: number, waiting: number): () => Promise<(() => void) | undefined> {
  let inside = 0;
  const queue: (() => void)[] = [];
  const leave = (): void => {
    const next = queue.shift();
    if (next === undefined) inside -= 1;
    else next();
  };
  return async () => {
    if (inside < places) inside += 1;
    else if (queue.length >= waiting) return undefined;
    else await new Promise<void>((resolve) => queue.push(resolve));
    let left = false;
    return () => {
      if (!left) leave();
      left = true;
    };
  };
}

/** Runs what is given for one key one after the other, and what is given for different keys side by side. */
export function keyedTurns(): (key: string, run: () => Promise<void>) => Promise<void> {
  const last = new Map<string, Promise<void>>();
  return async (key, run) => {
    const turn = (last.get(key) ?? Promise.resolve()).catch(() => undefined).then(run);
    last.set(key, turn);
    try {
      await turn;
    } finally {
      if (last.get(key) === turn) last.delete(key);
    }
  };
}

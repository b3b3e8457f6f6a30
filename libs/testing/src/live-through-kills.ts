export interface Lives {
  readonly kills: number;
  readonly random: () => number;
  /** Share of lives that serve before they are killed; the others are killed while they start. */
  readonly serving: number;
  /** Milliseconds that a process starts for, at the least. */
  readonly startTime: number;
  readonly start: () => void;
  readonly kill: () => Promise<void>;
  /** Goes on through all lives until the signal says that it is enough, or it has nothing more to do. */
  readonly load: (enough: AbortSignal) => Promise<unknown>;
  /** Returns when the process has answered a few more times. */
  readonly served: () => Promise<unknown>;
}

/** A process is killed under load again and again, at any moment; the last one that is started stays. */
export async function liveThroughKills(lives: Lives): Promise<void> {
  const { random, start, kill } = lives;
  const enough = new AbortController();
  const load = lives.load(enough.signal);
  const served = (): Promise<unknown> => Promise.race([load, lives.served()]);
  try {
    for (let life = 0; life < lives.kills; life += 1) {
      start();
      const serves = random() < lives.serving;
      if (serves) await served();
      // Anywhere in what it does, or while it starts.
      const rest = random() * (serves ? 20 : lives.startTime);
      await new Promise((resolve) => setTimeout(resolve, rest));
      await kill();
    }
    start();
    await served();
  } finally {
    enough.abort();
  }
  await load;
  await kill();
  start();
}

/** Weight of the points of this process that wait to be settled, and what follows from it for those who log more. */
export interface SettlingPace {
  /**
   * More points wait. Returns the milliseconds after which whoever logged them may go on, so that points come as fast as
   * they are settled: not at once by turns and then not at all.
   */
  added(weight: number): number;
  /** This process has settled points of this weight, in so much time. */
  settled(weight: number, milliseconds: number): void;
  /** Nothing waits. */
  cleared(): void;
  /** Many points wait: they are settled early, and without a rest. */
  isBehind(): boolean;
  /** So many wait that nobody goes on before some are settled. */
  isFull(): boolean;
}

/** Weights: see `batchWeight`. Half way between the two, points come as fast as they are settled. */
const bounds = { behind: 400_000, full: 600_000 } as const;
/** Milliseconds for each unit of weight: before anything was settled, and what one slow statement may make of it. */
const costs = { first: 0.002, most: 0.01 } as const;
/** Milliseconds. */
const longestWait = 1_000;

/** @param now milliseconds of a clock that only goes forward */
export function settlingPace(now = () => performance.now()): SettlingPace {
  let waiting = 0;
  let cost: number = costs.first;
  /** When the last one of those who were told to wait goes on. */
  let turn = 0;

  return {
    added: (weight) => {
      waiting += weight;
      const pressure = (2 * (waiting - bounds.behind)) / (bounds.full - bounds.behind);
      if (pressure <= 0) return 0;
      const at = now();
      turn = Math.min(Math.max(turn, at) + weight * cost * pressure, at + longestWait);
      return turn - at;
    },
    settled: (weight, milliseconds) => {
      if (weight === 0) return;
      waiting = Math.max(0, waiting - weight);
      cost += (Math.min(costs.most, milliseconds / weight) - cost) / 4;
    },
    cleared: () => {
      waiting = 0;
    },
    isBehind: () => waiting > bounds.behind,
    isFull: () => waiting > bounds.full,
  };
}

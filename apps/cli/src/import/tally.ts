/** What is counted, in the order in which it is shown. */
export const counted = [
  'experiments',
  'runs',
  'params',
  'tags',
  'metric points',
  'logged models',
  'registered models',
  'model versions',
  'artifacts',
  'artifact bytes',
] as const;
export type Counted = (typeof counted)[number];

export interface Count {
  /** There are so many at the source. */
  source: number;
  /** So many were sent by this import. */
  copied: number;
  /** So many are here, and are the same as there. */
  verified: number;
}

/** Failures that are kept word for word. */
const toldFailures = 100;

/** What an import has seen and done, and what went wrong. */
export class Tally {
  readonly counts: Readonly<Record<Counted, Count>>;
  readonly failures: string[] = [];
  failed = 0;
  /** Runs that a former import had done. */
  skipped = 0;

  constructor() {
    const none = (): Count => ({ source: 0, copied: 0, verified: 0 });
    this.counts = Object.fromEntries(counted.map((name) => [name, none()])) as Record<Counted, Count>;
  }

  add(what: Counted, column: keyof Count, count = 1): void {
    this.counts[what][column] += count;
  }

  fail(message: string): void {
    this.failed += 1;
    if (this.failures.length < toldFailures) this.failures.push(message);
  }

  /** Everything that is there is here, and the same. */
  get isWhole(): boolean {
    return (
      this.failed === 0 && counted.every((name) => this.counts[name].source === this.counts[name].verified)
    );
  }
}

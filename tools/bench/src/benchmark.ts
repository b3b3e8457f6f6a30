/** One measured figure of one system: median, minimum and maximum over the repetitions. */
export interface Row {
  readonly system: string;
  readonly metric: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface BenchmarkOptions {
  /** Small sizes, to see that the benchmark works; its figures mean nothing. */
  readonly quick: boolean;
  readonly progress: (text: string) => void;
  /** The one of its parts that is to be measured; default: all. */
  readonly only?: string | undefined;
}

export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  /** Parts that can be measured alone. */
  readonly parts?: readonly string[];
  /** Throws when a correctness check fails: a wrong result has no speed. */
  run(
    options: BenchmarkOptions,
  ): Promise<{ readonly rows: readonly Row[]; readonly ratios: Readonly<Record<string, number>> }>;
}

/** The row of a series of measured values; at least one. */
export function rowOf(system: string, metric: string, unit: string, values: readonly number[]): Row {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { system, metric, unit, median: at(0.5), min: at(0), max: at(1) };
}

/** The value below which `share` (0 to 1) of the values lie, by nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

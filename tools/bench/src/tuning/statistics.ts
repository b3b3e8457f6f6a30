import type { Play } from './quality.ts';

/** A mean with the ends of its 95 % interval. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const resamples = 2_000;

/** Random numbers of the bootstrap, the same in every run (a linear congruential generator: Numerical Recipes, 7.1). */
function* uniforms(): Generator<number, never> {
  for (let state = 1; ; state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) yield state / 2 ** 32;
}

/**
 * Mean over problems of the mean over seeds, and its bootstrap interval over seeds: the problems are what they are, another
 * run would have other seeds.
 * @param byProblem for each problem one value for each seed
 */
export function meanOverProblems(byProblem: readonly (readonly number[])[]): Interval {
  const random = uniforms();
  const means: number[] = [];
  for (let round = 0; round < resamples; round += 1)
    means.push(
      mean(
        byProblem.map((values) =>
          mean(values.map(() => values[Math.floor(random.next().value * values.length)] ?? NaN)),
        ),
      ),
    );
  means.sort((left, right) => left - right);
  return {
    mean: mean(byProblem.map(mean)),
    low: means[Math.floor(0.025 * resamples)] ?? NaN,
    high: means[Math.floor(0.975 * resamples)] ?? NaN,
  };
}

/** Values after so many trials, by problem, in the order of the seeds. */
export function gapsAfter(plays: readonly Play[], system: string, trials: number): Map<string, number[]> {
  const byProblem = new Map<string, number[]>();
  for (const { problem, gaps } of plays
    .filter((play) => play.system === system)
    .toSorted((left, right) => left.seed - right.seed)) {
    const gap = gaps[trials - 1];
    if (gap !== undefined) byProblem.set(problem, [...(byProblem.get(problem) ?? []), gap]);
  }
  return byProblem;
}

/** How much higher one system's gaps are than another's on the seeds that both have, with an interval over seeds. */
export function meanDifference(
  plays: readonly Play[],
  system: string,
  other: string,
  trials: number,
): Interval {
  const left = gapsAfter(plays, system, trials);
  const right = gapsAfter(plays, other, trials);
  const differences = [...left].flatMap(([problem, values]) => {
    const others = right.get(problem) ?? [];
    const count = Math.min(values.length, others.length);
    if (count === 0) return [];
    return [values.slice(0, count).map((value, seed) => value - (others[seed] ?? NaN))];
  });
  return meanOverProblems(differences);
}

/** The mean place among the systems, 1 for the lowest gap, over the problems and seeds that all of them have. */
export function meanRanks(plays: readonly Play[], trials: number): Map<string, number> {
  const systems = [...new Set(plays.map(({ system }) => system))];
  const byRun = Map.groupBy(plays, ({ problem, seed }) => `${problem} ${String(seed)}`);
  const ranks = new Map<string, number[]>(systems.map((system) => [system, []]));
  for (const run of byRun.values()) {
    if (run.length < systems.length) continue;
    const gaps = run.map((play) => play.gaps[trials - 1] ?? NaN);
    for (const [index, { system }] of run.entries()) {
      const own = gaps[index] ?? NaN;
      const better = gaps.filter((gap) => gap < own).length;
      const equal = gaps.filter((gap) => gap === own).length;
      ranks.get(system)?.push(better + (equal + 1) / 2);
    }
  }
  return new Map([...ranks].map(([system, values]) => [system, mean(values)]));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

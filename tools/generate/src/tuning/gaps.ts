import { readFile } from 'node:fs/promises';

/** What of a row that `npm run bench` writes is read here; `min` and `max` are the ends of the mean's interval. */
interface Row {
  readonly system: string;
  readonly metric: string;
  readonly median: number;
  readonly min?: number;
  readonly max?: number;
}

/** How far from the optimum a system was: 0 is the optimum, 1 a random draw. */
export interface Gap {
  readonly system: string;
  /** Of the problems; undefined: all of them. */
  readonly family: string | undefined;
  /** After so many. */
  readonly trials: number;
  /** Over problems and seeds. */
  readonly mean: number;
  /** Both ends of the bootstrap interval of 95 %, where they are known. */
  readonly interval: readonly [number, number] | undefined;
}

const measured = 'docs/pictures/tuning-quality.json';

/** The gaps that `docs/benchmarks.md` shows. */
export async function readGaps(): Promise<readonly Gap[]> {
  const at = new URL(`../../../../${measured}`, import.meta.url);
  const { rows } = JSON.parse(await readFile(at, 'utf8')) as { readonly rows: readonly Row[] };
  const gaps = gapsOf(rows);
  if (gaps.length === 0)
    throw new Error(
      `${measured} holds no gaps to draw: write it by npm run bench -- tuning --only quality --json ${measured}`,
    );
  return gaps;
}

/** The gaps among the figures of the benchmark. */
export function gapsOf(rows: readonly Row[]): readonly Gap[] {
  return rows.flatMap(({ system, metric, median, min, max }) => {
    const [found, family, trials] = /^gap (?:of (.+) )?after (\d+) trials$/.exec(metric) ?? [];
    if (found === undefined) return [];
    const interval = min === undefined || max === undefined ? undefined : ([min, max] as const);
    return [{ system, family, trials: Number(trials), mean: median, interval }];
  });
}

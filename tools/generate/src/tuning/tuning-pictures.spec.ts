import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { familiesChart } from './families-chart.ts';
import { gapsOf, readGaps } from './gaps.ts';
import { families, systems } from './names.ts';
import { qualityChart } from './quality-chart.ts';

const page = await readFile(new URL('../../../../docs/benchmarks.md', import.meta.url), 'utf8');
const gaps = await readGaps();

interface Series {
  readonly type: string;
  readonly name?: string;
  readonly data: readonly (readonly [number, number])[];
}
const seriesOf = ({ option }: { option: { series?: unknown } }) => option.series as readonly Series[];

describe('the measured gaps', () => {
  it('are those of the tables on the page of benchmarks', () => {
    const text = (value = NaN): string => value.toFixed(3);
    const of = (system: string, family: string | undefined) =>
      gaps.filter((gap) => gap.system === system && gap.family === family);
    for (const { system } of systems) {
      const cells = of(system, undefined).map(
        ({ mean, interval }) => `${text(mean)} (${text(interval?.[0])}–${text(interval?.[1])})`,
      );
      expect(page).toContain(`| ${cells.join(' | ')} |`);
    }
    for (const { family, name } of families) {
      const cells = systems.map(({ system }) =>
        of(system, family)
          .filter(({ trials }) => [50, 200].includes(trials))
          .map(({ mean }) => text(mean))
          .join(' · '),
      );
      expect(page).toContain(`| ${name} | ${cells.join(' | ')} |`);
    }
  });

  it('are told from ranks, differences and the gaps of early stopping', () => {
    const row = (metric: string) => ({ system: 'slipway auto', metric, median: 0.2, min: 0.1, max: 0.3 });
    const metrics = [
      'gap after 25 trials',
      'gap of bbob 10d after 50 trials',
      'rank after 25 trials',
      'gap above that of slipway auto after 25 trials',
      'gap after the epochs of 5 trials',
    ];
    const shared = { system: 'slipway auto', mean: 0.2, interval: [0.1, 0.3] };
    expect(gapsOf(metrics.map(row))).toEqual([
      { ...shared, family: undefined, trials: 25 },
      { ...shared, family: 'bbob 10d', trials: 50 },
    ]);
  });
});

describe('the picture of quality', () => {
  it('has a line for each system, at the logarithms of trials and gaps', () => {
    const lines = seriesOf(qualityChart(gaps)).filter(({ type }) => type === 'line');
    expect(lines).toHaveLength(systems.length);
    expect(lines[0]?.data.map(([trials, gap]) => [10 ** trials, 10 ** gap])).toEqual(
      gaps
        .filter(({ system, family }) => system === 'slipway auto' && family === undefined)
        .map(({ trials, mean }) => [expect.closeTo(trials), expect.closeTo(mean)]),
    );
  });
});

describe('the picture of families', () => {
  it('has a dot for each family and system after 50 and after 200 trials', () => {
    const dots = seriesOf(familiesChart(gaps));
    expect(dots.map(({ name }) => name)).toEqual([...systems, ...systems].map(({ name }) => name));
    for (const { data } of dots) expect(data.map(([, place]) => place)).toEqual([0, 1, 2, 3, 4]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { ConflictError, InvalidInputError } from '@slipway/kernel';
import { plots, type PlotKind } from './charts/plot-kinds.ts';
import { exampleOfTwo, exampleStudy } from './golden/example-study.ts';
import type { PlotInput } from './plot.ts';

const draw = (kind: PlotKind, change: Partial<PlotInput> = {}) => plots[kind]({ ...exampleStudy, ...change });
const seriesOf = (kind: PlotKind, input: PlotInput) =>
  [plots[kind](input).option.series ?? []].flat() as { name?: string; data?: unknown[] }[];

const allKinds = Object.keys(plots) as PlotKind[];

describe('a plot', () => {
  it.each(allKinds.filter((kind) => kind !== 'pareto'))('%s has a title that names the study', (kind) => {
    expect(draw(kind).option.title).toMatchObject({ text: expect.stringMatching(/^digits: /) });
  });

  it.each(allKinds.filter((kind) => !['pareto', 'importance', 'intermediate'].includes(kind)))(
    '%s of a study without a result says that there is none yet',
    (kind) => {
      expect(() => draw(kind, { trials: [] })).toThrow(ConflictError);
    },
  );

  it('has results on a logarithmic axis when that is wanted, and they are above 0', () => {
    expect(draw('history', { logValues: true }).option.yAxis).toMatchObject({ name: 'loss (log scale)' });
    const [first, ...others] = exampleStudy.trials;
    const trials = first === undefined ? [] : [{ ...first, values: [0] }, ...others];
    expect(() => draw('history', { logValues: true, trials })).toThrow(
      'loss has the value 0: a logarithmic axis takes only values above 0',
    );
  });

  it('of ten thousand trials has not more points than can be seen, the best among them', () => {
    const trials = Array.from({ length: 10_000 }, (_, id) => ({
      id,
      state: 'complete' as const,
      parameters: { learning_rate: 0.001, layers: 2, optimizer: 'adam' },
      values: [id === 4_321 ? 0 : 1 + (id % 7)],
    }));
    const input = { ...exampleStudy, trials, best: new Set([4_321]) };
    expect(seriesOf('history', input)[0]?.data).toHaveLength(4_000);
    const lines = seriesOf('parallel', input)[0]?.data ?? [];
    expect(lines.length).toBeLessThanOrEqual(1_001);
    // The best line is drawn last, over the others.
    expect((lines.at(-1) as number[]).at(-1)).toBe(0);
    expect(plots.history(input).option.title).toMatchObject({
      subtext: expect.stringContaining('4,000 of 10,000 complete trials'),
    });
  });
});

describe('the history', () => {
  it('shows results, what was pruned, the best so far to the last trial, and the target', () => {
    const series = seriesOf('history', exampleStudy);
    expect(series.map(({ name }) => name)).toEqual([
      'complete',
      'best so far',
      'pruned, last report',
      'target',
    ]);
    expect(series[1]?.data?.at(-1)).toEqual([79, expect.any(Number)]);
  });
});

describe('parallel coordinates', () => {
  it('have an axis for each parameter that varies and for the result, and a place for what is not active', () => {
    const { option } = draw('parallel');
    expect([option.parallelAxis].flat().map((axis) => axis?.name)).toEqual([
      'learning_rate\n(log scale)',
      'layers',
      'optimizer',
      'momentum',
      'loss',
    ]);
    const momentum = [option.parallelAxis].flat()[3] as {
      min: number;
      axisLabel: { formatter(at: number): string };
    };
    expect(momentum.axisLabel.formatter(momentum.min)).toBe('not active');
    for (const line of seriesOf('parallel', exampleStudy)[0]?.data ?? [])
      for (const at of line as number[]) expect(Number.isFinite(at)).toBe(true);
  });

  it('have the axes that were named, in that order', () => {
    const { option } = draw('parallel', { parameters: ['layers', 'learning_rate'] });
    expect([option.parallelAxis].flat().map((axis) => axis?.name)).toEqual([
      'layers',
      'learning_rate\n(log scale)',
      'loss',
    ]);
    expect(() => draw('parallel', { parameters: ['layer'] })).toThrow('did you mean layers?');
  });
});

describe('contours', () => {
  it('are of the two most important parameters, or of those that were named', () => {
    expect(draw('contour').option).toMatchObject({
      xAxis: { name: 'learning_rate (log scale)' },
      yAxis: { name: 'layers' },
    });
    expect(draw('contour', { parameters: ['momentum', 'optimizer'] }).option).toMatchObject({
      xAxis: { name: 'momentum' },
      yAxis: { name: 'optimizer' },
    });
    expect(() => draw('contour', { parameters: ['layers'] })).toThrow(InvalidInputError);
  });
});

describe('the Pareto front', () => {
  it('is apart from the trials that it beats, and in order', () => {
    const [others, front] = seriesOf('pareto', exampleOfTwo);
    expect(others?.data).toHaveLength(72 - exampleOfTwo.best.size);
    const losses = (front?.data as [number, number][]).map(([loss]) => loss);
    expect(losses).toHaveLength(exampleOfTwo.best.size);
    expect(losses).toEqual(losses.toSorted((left, right) => left - right));
  });

  it('is not that of one objective', () => {
    expect(() => draw('pareto')).toThrow('a Pareto front needs two objectives');
  });
});

describe('importance', () => {
  it('is in order, the most important at the top', () => {
    expect(draw('importance').option.yAxis).toMatchObject({
      data: ['learning_rate', 'layers', 'optimizer', 'momentum'],
    });
    expect(() => draw('importance', { importance: [] })).toThrow(ConflictError);
  });
});

describe('learning curves', () => {
  it('are apart by what became of the trial', () => {
    const names = seriesOf('intermediate', exampleStudy).map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(['pruned', 'not pruned', 'best']));
    expect(() => draw('intermediate', { reports: [] })).toThrow(ConflictError);
  });
});

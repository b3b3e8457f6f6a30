import { colours, frame, numberAxis, planeAxis, withMargin, type Chart } from '@slipway/plots/parts';
import type { Gap } from './gaps.ts';
import { systems } from './names.ts';

type Points = readonly (readonly [number, number])[];

/** The mean gap over all problems by the number of trials, a line with a band for each system; both axes are logarithmic. */
export function qualityChart(gaps: readonly Gap[]): Chart {
  const drawn = systems.map(({ system, ...look }) => ({
    ...look,
    gaps: gaps.filter((gap) => gap.system === system && gap.family === undefined),
  }));
  const all = drawn.flatMap((each) => each.gaps);
  const milestones = [...new Set(all.map(({ trials }) => trials))];
  const trialAxis = {
    ...withMargin(numberAxis('trials', milestones, 'log'), 0.03),
    ticks: milestones.map((trials) => ({ at: Math.log10(trials), label: String(trials) })),
  };
  const ends = all.flatMap(({ mean, interval = [mean] }) => interval);
  const gapAxis = withMargin(numberAxis('mean gap', ends, 'log'));
  const at = (trials: number, gap: number): [number, number] => [Math.log10(trials), Math.log10(gap)];
  return {
    width: 900,
    height: 520,
    option: {
      ...frame(
        'Gap that samplers leave',
        'mean over all problems: 0 is the optimum, 1 a random draw; bands are bootstrap intervals of 95 %',
      ),
      grid: { left: 86, right: 140, top: 76, bottom: 62 },
      xAxis: planeAxis(trialAxis, 34),
      yAxis: { ...planeAxis(gapAxis, 62), splitLine: { show: true, lineStyle: { color: colours.faint } } },
      series: drawn.flatMap(({ name, colour, symbol, gaps: own }) => {
        const known = own.flatMap(({ trials, interval }) => (interval ? [{ trials, interval }] : []));
        const band: Points = [
          ...known.map(({ trials, interval: [low] }) => at(trials, low)),
          ...known.map(({ trials, interval: [, high] }) => at(trials, high)).reverse(),
        ];
        return [
          {
            type: 'custom' as const,
            silent: true,
            // One polygon, however many points it has.
            data: [[0, 0]],
            renderItem: (_, api) => ({
              type: 'polygon',
              shape: { points: band.map((point) => api.coord([...point])) },
              style: { fill: colour, opacity: 0.18 },
            }),
          },
          {
            type: 'line' as const,
            data: own.map(({ trials, mean }) => at(trials, mean)),
            symbol,
            symbolSize: 9,
            lineStyle: { width: 2.5, color: colour },
            itemStyle: { color: colour },
            endLabel: { show: true, formatter: () => name, color: colours.ink, fontSize: 13 },
          },
        ];
      }),
    },
  };
}

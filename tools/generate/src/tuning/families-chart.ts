import {
  colours,
  frame,
  legendAt,
  numberAxis,
  planeAxis,
  withMargin,
  type Chart,
} from '@slipway/plots/parts';
import type { Gap } from './gaps.ts';
import { families, systems } from './names.ts';

const milestones = [50, 200];
const panel = { left: 170, top: 132, width: 340, height: 290, apart: 40 };

/** The gap of each family of problems, on a logarithmic axis: a panel for each number of trials, a dot for each system. */
export function familiesChart(gaps: readonly Gap[]): Chart {
  const shown = gaps.filter(({ family, trials }) => family !== undefined && milestones.includes(trials));
  const gapAxis = withMargin(
    numberAxis(
      'mean gap',
      shown.map(({ mean }) => mean),
      'log',
    ),
  );
  const lefts = milestones.map((_, place) => panel.left + place * (panel.width + panel.apart));
  return {
    width: panel.left + milestones.length * (panel.width + panel.apart),
    height: panel.top + panel.height + 62,
    option: {
      ...frame(
        'Gap that samplers leave, by family of problems',
        'mean over the problems of a family: 0 is the optimum, 1 a random draw',
      ),
      legend: { ...legendAt(68), itemWidth: 11, itemHeight: 11 },
      grid: lefts.map((left) => ({ left, top: panel.top, width: panel.width, height: panel.height })),
      graphic: milestones.map((trials, place) => ({
        type: 'text',
        left: lefts[place] ?? 0,
        top: panel.top - 26,
        style: { text: `after ${String(trials)} trials`, fontSize: 14, fill: colours.ink },
      })),
      xAxis: milestones.map((_, place) => ({
        ...planeAxis(gapAxis, 34),
        gridIndex: place,
        splitLine: { show: true, lineStyle: { color: colours.faint } },
      })),
      yAxis: milestones.map((_, place) => ({
        type: 'category',
        gridIndex: place,
        inverse: true,
        data: families.map(({ name }) => name),
        axisLabel: { show: place === 0, color: colours.ink, fontSize: 13 },
        axisTick: { show: false },
        axisLine: { show: false },
        splitLine: { show: true, lineStyle: { color: colours.faint } },
      })),
      series: milestones.flatMap((trials, place) =>
        systems.map(({ system, name, colour, symbol }, index) => ({
          type: 'scatter' as const,
          name,
          xAxisIndex: place,
          yAxisIndex: place,
          symbol,
          symbolSize: 11,
          // One below the other, so that none hides another.
          symbolOffset: [0, (index - (systems.length - 1) / 2) * 10],
          itemStyle: { color: colour, opacity: 1 },
          data: shown
            .filter((gap) => gap.system === system && gap.trials === trials)
            .map(({ mean, family }) => [
              Math.log10(mean),
              families.findIndex((each) => each.family === family),
            ]),
        })),
      ),
    },
  };
}

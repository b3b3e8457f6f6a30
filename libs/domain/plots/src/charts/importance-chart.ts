import { ConflictError } from '@slipway/kernel';
import type { Chart, PlotInput } from '../plot.ts';
import { clipped, frame } from './frame.ts';
import { colours } from './palette.ts';

const mostBars = 30;

/** How much each parameter decides about a good result, as bars. */
export function importanceChart({ study, importance }: PlotInput): Chart {
  if (importance.length === 0)
    throw new ConflictError('the importance of parameters is not known yet: it takes some complete trials');
  const bars = importance.toSorted((left, right) => right.importance - left.importance).slice(0, mostBars);
  return {
    width: 820,
    height: 150 + 30 * bars.length,
    option: {
      ...frame(
        `${study.name}: importance of parameters`,
        'how much each parameter decides whether a trial is among the best tenth',
      ),
      grid: { left: 190, right: 70, top: 76, bottom: 54 },
      xAxis: {
        type: 'value',
        min: 0,
        max: 1,
        name: 'importance (all add up to 1)',
        nameLocation: 'middle',
        nameGap: 32,
        nameTextStyle: { fontSize: 13, color: colours.ink },
        axisLabel: { color: colours.ink },
        splitLine: { lineStyle: { color: colours.faint } },
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: bars.map(({ parameter }) => clipped(parameter, 24)),
        axisLabel: { color: colours.ink, fontSize: 13 },
        axisTick: { show: false },
      },
      series: [
        {
          type: 'bar',
          barWidth: 18,
          itemStyle: { color: colours.blue },
          label: {
            show: true,
            position: 'right',
            color: colours.ink,
            formatter: ({ value }) => Number(value).toFixed(2),
          },
          data: bars.map((bar) => bar.importance),
        },
      ],
    },
  };
}

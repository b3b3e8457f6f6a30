import type { LineSeriesOption, ScatterSeriesOption } from 'echarts';
import { numberAxis, withMargin } from '../axis.ts';
import { historyOf, type Result } from '../history.ts';
import { numberLabel } from '../number-label.ts';
import type { Chart, PlotInput } from '../plot.ts';
import { thinned } from '../thinned.ts';
import { countText, frame, legendAt, objectiveAt, planeAxis, valueAxis } from './frame.ts';
import { colours } from './palette.ts';

const mostPoints = 4_000;

/** Results in the order of trials, and the best one so far as a staircase. */
export function historyChart(input: PlotInput): Chart {
  const [index = 0] = input.objectives;
  const objective = objectiveAt(input, index);
  const { complete, pruned, best } = historyOf(input.trials, objective, index);
  const target = index === 0 ? input.study.target : undefined;
  const values = [...complete, ...pruned].map(({ value }) => value);
  const shown = target === undefined || values.length === 0 ? values : [...values, target];
  const results = valueAxis(input, objective, shown);
  const last = input.trials.reduce((most, { id }) => Math.max(most, id), 0);
  const trialAxis = withMargin(numberAxis('trial', [0, last], 'linear'), 0.02);
  const at = ({ trial, value }: Result): [number, number] => [trial, results.place(value) ?? 0];
  const points = thinned(complete, mostPoints).map(at);
  const stairs = [...best.map(at)];
  const end = best.at(-1);
  if (end !== undefined) stairs.push([last, results.place(end.value) ?? 0]);
  const series: (LineSeriesOption | ScatterSeriesOption)[] = [
    {
      name: 'complete',
      type: 'scatter',
      data: points,
      symbolSize: 6,
      itemStyle: { color: colours.blue, opacity: 0.55 },
    },
    {
      name: 'best so far',
      type: 'line',
      step: 'end',
      data: stairs,
      symbol: 'none',
      lineStyle: { width: 2.5, color: colours.vermillion },
      itemStyle: { color: colours.vermillion },
    },
  ];
  if (pruned.length > 0)
    series.push({
      name: 'pruned, last report',
      type: 'scatter',
      symbol: 'triangle',
      data: thinned(pruned, mostPoints).map(at),
      symbolSize: 6,
      itemStyle: { color: colours.grey, opacity: 0.6 },
    });
  if (target !== undefined)
    series.push({
      name: 'target',
      type: 'line',
      data: [trialAxis.low, trialAxis.high].map((trial) => [trial, results.place(target) ?? 0]),
      symbol: 'none',
      lineStyle: { width: 1.5, type: 'dashed', color: colours.green },
      itemStyle: { color: colours.green },
    });
  const bestText = end === undefined ? '' : `, best ${numberLabel(end.value)} in trial ${String(end.trial)}`;
  return {
    width: 900,
    height: 480,
    option: {
      ...frame(
        `${input.study.name}: history`,
        `${countText(points.length, complete.length, 'complete trials')}, ${objective.metric} is ${objective.direction}d${bestText}`,
      ),
      grid: { left: 86, right: 36, top: 104, bottom: 62 },
      legend: legendAt(68),
      xAxis: planeAxis(trialAxis, 34),
      yAxis: { ...planeAxis(results, 62), splitLine: { show: true, lineStyle: { color: colours.faint } } },
      series,
    },
  };
}

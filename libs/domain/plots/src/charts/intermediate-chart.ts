import type { LineSeriesOption } from 'echarts';
import { ConflictError } from '@slipway/kernel';
import { numberAxis, withMargin } from '../axis.ts';
import { learningCurves, type LearningCurve } from '../learning-curves.ts';
import type { Chart, PlotInput } from '../plot.ts';
import { thinned } from '../thinned.ts';
import { countText, frame, legendAt, objectiveAt, planeAxis, valueAxis } from './frame.ts';
import { colours } from './palette.ts';

const mostCurves = 400;

/** What trials reported, step by step: those that were pruned, those that were not, and the best one. */
export function intermediateChart(input: PlotInput): Chart {
  const [index = 0] = input.objectives;
  const objective = objectiveAt(input, index);
  const all = learningCurves(input.reports, index);
  if (all.length === 0)
    throw new ConflictError('no trial of this study has reported anything while it ran: there is no curve');
  const curves = thinned(all, mostCurves, ({ trial }) => input.best.has(trial));
  const points = curves.flatMap((curve) => curve.points);
  const steps = withMargin(
    numberAxis(
      'step',
      points.map(([step]) => step),
      'linear',
    ),
    0.02,
  );
  const results = valueAxis(
    input,
    objective,
    points.map(([, value]) => value),
  );
  const prunedTrials = new Set(input.trials.filter(({ state }) => state === 'pruned').map(({ id }) => id));
  const groups = [
    { name: 'pruned', colour: colours.grey, width: 1, of: (trial: number) => prunedTrials.has(trial) },
    {
      name: 'not pruned',
      colour: colours.blue,
      width: 1.2,
      of: (trial: number) => !prunedTrials.has(trial) && !input.best.has(trial),
    },
    { name: 'best', colour: colours.vermillion, width: 3, of: (trial: number) => input.best.has(trial) },
  ];
  const line = ({ points: at }: LearningCurve, group: (typeof groups)[number]): LineSeriesOption => ({
    name: group.name,
    type: 'line',
    symbol: at.length === 1 ? 'circle' : 'none',
    symbolSize: 4,
    data: at.map(([step, value]) => [step, results.place(value) ?? 0]),
    lineStyle: { width: group.width, color: group.colour, opacity: group.name === 'best' ? 1 : 0.55 },
    itemStyle: { color: group.colour },
  });
  return {
    width: 900,
    height: 500,
    option: {
      ...frame(
        `${input.study.name}: learning curves`,
        `${countText(curves.length, all.length, 'trials with reports')}, ${objective.metric} is ${objective.direction}d`,
      ),
      grid: { left: 86, right: 36, top: 104, bottom: 62 },
      legend: legendAt(68),
      xAxis: planeAxis(steps, 34),
      yAxis: { ...planeAxis(results, 62), splitLine: { show: true, lineStyle: { color: colours.faint } } },
      series: groups.flatMap((group) =>
        curves.filter(({ trial }) => group.of(trial)).map((curve) => line(curve, group)),
      ),
    },
  };
}

import { InvalidInputError } from '@slipway/kernel';
import type { PlottedTrial } from '../plotted-study.ts';
import type { Chart, PlotInput } from '../plot.ts';
import { thinned } from '../thinned.ts';
import { countText, frame, legendAt, objectiveAt, planeAxis, valueAxis } from './frame.ts';
import { colours } from './palette.ts';

const mostPoints = 4_000;

/** Two objectives against each other, with the trials that no other one beats. */
export function paretoChart(input: PlotInput): Chart {
  const [across = 0, up = 1] = input.objectives;
  if (input.study.objectives.length < 2)
    throw new InvalidInputError('a Pareto front needs two objectives; this study has one: plot its history');
  const [first, second] = [objectiveAt(input, across), objectiveAt(input, up)];
  const complete = input.trials.filter(({ state }) => state === 'complete');
  const [xAxis, yAxis] = [
    valueAxis(input, first, valuesAt(complete, across)),
    valueAxis(input, second, valuesAt(complete, up)),
  ];
  const at = ({ values }: PlottedTrial): [number, number] => [
    xAxis.place(values[across] ?? 0) ?? 0,
    yAxis.place(values[up] ?? 0) ?? 0,
  ];
  const front = complete.filter(({ id }) => input.best.has(id));
  const others = thinned(
    complete.filter(({ id }) => !input.best.has(id)),
    mostPoints,
  );
  const isPlane = input.study.objectives.length === 2;
  return {
    width: 820,
    height: 560,
    option: {
      ...frame(
        `${input.study.name}: Pareto front`,
        `${countText(others.length + front.length, complete.length, 'complete trials')}, ${first.metric} is ${first.direction}d and ${second.metric} ${second.direction}d${isPlane ? '' : '; the front is that of all objectives'}`,
      ),
      grid: { left: 90, right: 40, top: 108, bottom: 64 },
      legend: legendAt(70),
      xAxis: { ...planeAxis(xAxis, 34), splitLine: { show: true, lineStyle: { color: colours.faint } } },
      yAxis: { ...planeAxis(yAxis, 62), splitLine: { show: true, lineStyle: { color: colours.faint } } },
      series: [
        {
          name: 'complete',
          type: 'scatter',
          symbolSize: 6,
          data: others.map(at),
          itemStyle: { color: colours.blue, opacity: 0.45 },
        },
        {
          name: `Pareto front (${String(front.length)})`,
          type: 'line',
          step: false,
          showSymbol: true,
          symbol: 'circle',
          symbolSize: 9,
          data: front.map(at).toSorted(([left], [right]) => left - right),
          lineStyle: { width: isPlane ? 1.5 : 0, type: 'dashed', color: colours.vermillion },
          itemStyle: { color: colours.vermillion },
        },
      ],
    },
  };
}

function valuesAt(trials: readonly PlottedTrial[], index: number): number[] {
  return trials.flatMap(({ values }) => values[index] ?? []);
}

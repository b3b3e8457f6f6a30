import type { CustomSeriesOption, ScatterSeriesOption } from 'echarts';
import { InvalidInputError } from '@slipway/kernel';
import { numberAxis, parameterAxis, type Axis } from '../axis.ts';
import type { Chart, PlotInput } from '../plot.ts';
import { levelsOf, type Level, type Sample } from '../surface.ts';
import { thinned } from '../thinned.ts';
import { chosenParameters } from './chosen-parameters.ts';
import { colourBar, countText, frame, objectiveAt, planeAxis, valueAxis } from './frame.ts';
import { colours, sequentialAt } from './palette.ts';

const mostPoints = 1_000;

/** The result over two parameters, as areas of equal colour, with the trials that it is made of. */
export function contourChart(input: PlotInput): Chart {
  const [index = 0] = input.objectives;
  const objective = objectiveAt(input, index);
  const [first, second, ...more] = chosenParameters(input, 2).map(parameterAxis);
  if (first === undefined || second === undefined || more.length > 0)
    throw new InvalidInputError('a contour plot is of two parameters: name two by --parameter');
  const complete = input.trials.filter(({ state, values }) => state === 'complete' && index in values);
  const placed = thinned(complete, mostPoints, ({ id }) => input.best.has(id)).flatMap((trial) => {
    const [x, y] = [first, second].map((axis) => axis.place(trial.parameters[axis.name]));
    const value = trial.values[index] ?? 0;
    return x === undefined || y === undefined ? [] : [{ id: trial.id, x, y, value }];
  });
  const values = placed.map(({ value }) => value);
  const results = valueAxis(input, objective, values);
  const place = (value: number): number => results.place(value) ?? 0;
  const samples: Sample[] = placed.map(({ x, y, value }) => ({
    x: share(first, x),
    y: share(second, y),
    value: place(value),
  }));
  const levels = levelsOf(samples);
  const surface = numberAxis('', values, results.scale);
  return {
    width: 760,
    height: 600,
    option: {
      ...frame(
        `${input.study.name}: contours`,
        `${countText(placed.length, complete.length, 'complete trials')}, ${objective.metric} is ${objective.direction}d`,
      ),
      ...colourBar(objective.metric, surface, 2, [1]),
      grid: { left: 90, right: 150, top: 84, bottom: 66 },
      xAxis: planeAxis(first, 34),
      yAxis: planeAxis(second, 62),
      series: [
        areas(levels, first, second, (value) => (value - surface.low) / (surface.high - surface.low)),
        {
          type: 'scatter',
          clip: false,
          symbolSize: 6,
          z: 3,
          itemStyle: { borderColor: '#ffffff', borderWidth: 1 },
          data: placed.map(({ x, y, value }) => [x, y, place(value)]),
        } satisfies ScatterSeriesOption,
        {
          name: 'best',
          type: 'scatter',
          clip: false,
          symbol: 'diamond',
          symbolSize: 15,
          z: 4,
          itemStyle: { color: colours.vermillion, borderColor: '#ffffff', borderWidth: 1.5 },
          data: placed.filter(({ id }) => input.best.has(id)).map(({ x, y }) => [x, y]),
        } satisfies ScatterSeriesOption,
      ],
    },
  };
}

function share({ low, high }: Axis, at: number): number {
  return (at - low) / (high - low);
}

/** Each level as an area of its own colour over those below it. */
function areas(
  levels: readonly Level[],
  first: Axis,
  second: Axis,
  shareOf: (value: number) => number,
): CustomSeriesOption {
  const along = ({ low, high }: Axis, at: number): number => low + at * (high - low);
  return {
    type: 'custom',
    silent: true,
    z: 1,
    data: levels.map((_, level) => [level]),
    renderItem: ({ dataIndex }, api) => {
      const level = levels[dataIndex];
      if (level === undefined) return null;
      const rings = level.rings.map((ring) =>
        ring.map(([x, y]) => api.coord([along(first, x), along(second, y)]).map((pixel) => pixel.toFixed(1))),
      );
      return {
        type: 'path',
        shape: {
          pathData: rings.map((ring) => `M${ring.map((pair) => pair.join(' ')).join('L')}Z`).join(''),
        },
        style: { fill: sequentialAt(shareOf(level.from)) },
      };
    },
  };
}

import { numberAxis, parameterAxis, withMargin, type Axis } from '../axis.ts';
import type { PlottedParameter } from '../plotted-study.ts';
import type { Chart, PlotInput } from '../plot.ts';
import { thinned } from '../thinned.ts';
import { chosenParameters } from './chosen-parameters.ts';
import {
  axisLook,
  clipped,
  colourBar,
  countText,
  frame,
  objectiveAt,
  valueAxis,
  type AxisLook,
} from './frame.ts';
import { colours } from './palette.ts';

const mostLines = 1_000;
const mostAxes = 12;

/** One axis for each parameter and the result; one line for each complete trial, in the colour of its result. */
export function parallelChart(input: PlotInput): Chart {
  const [index = 0] = input.objectives;
  const objective = objectiveAt(input, index);
  const complete = input.trials.filter(({ state, values }) => state === 'complete' && index in values);
  const values = complete.map((trial) => trial.values[index] ?? 0);
  const results = valueAxis(input, objective, values);
  const parameters = chosenParameters(input, mostAxes);
  const axes = [...parameters.map(laneAxis), withMargin(results, 0)];
  const trials = thinned(complete, mostLines, ({ id }) => input.best.has(id));
  // The better a trial, the later it is drawn.
  const sign = objective.direction === 'minimize' ? -1 : 1;
  const inOrder = trials.toSorted(
    (left, right) => sign * ((left.values[index] ?? 0) - (right.values[index] ?? 0)),
  );
  const width = Math.max(900, 130 * axes.length + 200);
  return {
    width,
    height: 540,
    option: {
      ...frame(
        `${input.study.name}: parallel coordinates`,
        `${countText(trials.length, complete.length, 'complete trials')}, ${objective.metric} is ${objective.direction}d`,
      ),
      ...colourBar(objective.metric, numberAxis('', values, results.scale), axes.length - 1),
      parallel: { left: 70, right: 170, top: 120, bottom: 50 },
      parallelAxis: axes.map((axis, dim) => ({
        dim,
        z: 10,
        type: 'value',
        name: `${clipped(axis.name, 16)}${axis.scale === 'log' ? '\n(log scale)' : ''}`,
        nameLocation: 'end',
        nameGap: 16,
        nameTextStyle: { fontSize: 12.5, color: colours.ink, fontWeight: 'bold' },
        ...lookOverLines(axis),
        axisLine: { lineStyle: { color: colours.grey } },
      })),
      series: [
        {
          type: 'parallel',
          lineStyle: { width: 1.4, opacity: 0.6 },
          smooth: false,
          data: inOrder.map((trial) => [
            ...axes
              .slice(0, -1)
              .map((axis) => axis.place(trial.parameters[axis.name]) ?? axis.ticks[0]?.at ?? axis.low),
            results.place(trial.values[index] ?? 0) ?? 0,
          ]),
        },
      ],
    },
  };
}

/** Labels stay legible over the lines. */
function lookOverLines(axis: Axis): AxisLook {
  const look = axisLook(axis);
  const axisLabel = { ...look.axisLabel, backgroundColor: 'rgba(255, 255, 255, 0.75)', padding: [1, 2] };
  return { ...look, axisLabel };
}

/** The axis of a parameter; one that is not always active has a place below the others for trials without it. */
function laneAxis(parameter: PlottedParameter): Axis {
  const axis = parameterAxis(parameter);
  if (parameter.when === undefined) return axis;
  const at = axis.low - (axis.high - axis.low) * 0.12;
  return { ...axis, low: at, ticks: [{ at, label: 'not active' }, ...axis.ticks] };
}

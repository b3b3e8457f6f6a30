import type { GridComponentOption, ScatterSeriesOption } from 'echarts';
import { numberAxis, parameterAxis, withMargin } from '../axis.ts';
import type { Chart, PlotInput } from '../plot.ts';
import { thinned } from '../thinned.ts';
import { chosenParameters } from './chosen-parameters.ts';
import { colourBar, countText, frame, objectiveAt, planeAxis, valueAxis } from './frame.ts';
import { spread } from './spread.ts';
import { colours } from './palette.ts';

const mostPanels = 12;
const mostPoints = 1_500;
const panel = { width: 260, height: 250, gapX: 30, gapY: 66, left: 86, top: 84, right: 60 };

/** One panel for each parameter: its values against the result, in the colour of the trial's number. */
export function sliceChart(input: PlotInput): Chart {
  const [index = 0] = input.objectives;
  const objective = objectiveAt(input, index);
  const complete = input.trials.filter(({ state, values }) => state === 'complete' && index in values);
  const results = valueAxis(
    input,
    objective,
    complete.map((trial) => trial.values[index] ?? 0),
  );
  const parameters = chosenParameters(input, mostPanels);
  const trials = thinned(complete, mostPoints, ({ id }) => input.best.has(id));
  const columns = Math.min(parameters.length, 4);
  const rows = Math.ceil(parameters.length / columns);
  const grids: GridComponentOption[] = [];
  const series: ScatterSeriesOption[] = [];
  const xAxes = parameters.map((parameter, place) => {
    const [column, row] = [place % columns, Math.floor(place / columns)];
    const axis = withMargin(parameterAxis(parameter));
    grids.push({
      left: panel.left + column * (panel.width + panel.gapX),
      top: panel.top + row * (panel.height + panel.gapY),
      width: panel.width,
      height: panel.height,
    });
    series.push({
      type: 'scatter',
      xAxisIndex: place,
      yAxisIndex: place,
      symbolSize: 6,
      itemStyle: { opacity: 0.75 },
      data: trials.flatMap((trial) => {
        const at = axis.place(trial.parameters[parameter.name]);
        return at === undefined
          ? []
          : [[at + spread(axis, trial.id), results.place(trial.values[index] ?? 0) ?? 0, trial.id]];
      }),
    });
    return { ...planeAxis(axis, 30), gridIndex: place };
  });
  const yAxes = parameters.map((_, place) => {
    const axis = planeAxis(results, 62);
    const isFirst = place % columns === 0;
    return {
      ...axis,
      gridIndex: place,
      name: isFirst ? axis.name : '',
      axisLabel: { ...axis.axisLabel, show: isFirst },
      splitLine: { show: true, lineStyle: { color: colours.faint } },
    };
  });
  return {
    width: Math.max(panel.left + columns * (panel.width + panel.gapX) + panel.right, 640),
    height: panel.top + rows * (panel.height + panel.gapY),
    option: {
      ...frame(
        `${input.study.name}: slices`,
        `${countText(trials.length, complete.length, 'complete trials')}, ${objective.metric} is ${objective.direction}d`,
      ),
      ...colourBar(
        'trial',
        numberAxis(
          'trial',
          trials.map(({ id }) => id),
          'linear',
        ),
        2,
      ),
      grid: grids,
      xAxis: xAxes,
      yAxis: yAxes,
      series,
    },
  };
}

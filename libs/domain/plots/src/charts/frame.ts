import type { EChartsOption, LegendComponentOption } from 'echarts';
import { ConflictError, InvalidInputError } from '@slipway/kernel';
import { boundsOf, numberAxis, withMargin, type Axis, type NumberAxis } from '../axis.ts';
import { numberLabel } from '../number-label.ts';
import type { Objective } from '../plotted-study.ts';
import type { PlotInput } from '../plot.ts';
import { colours, sequential } from './palette.ts';

const fontFamily = 'DejaVu Sans, Verdana, sans-serif';

/** What all charts share: title, subtitle, white ground, legible sizes, no animation. */
export function frame(title: string, subtitle: string): EChartsOption {
  return {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily, color: colours.ink },
    title: {
      text: title,
      subtext: subtitle,
      left: 24,
      top: 14,
      textStyle: { fontSize: 17, color: colours.ink },
      subtextStyle: { fontSize: 12.5, color: '#666666' },
    },
  };
}

/** Names of the series, below the subtitle. Widths of texts are estimated where there is no browser: the gaps are wide. */
export function legendAt(top: number): LegendComponentOption {
  return { top, left: 80, itemGap: 30, itemHeight: 9, textStyle: { color: colours.ink } };
}

/** Labels of the ticks of an axis, as ECharts places them. */
export interface AxisLook {
  readonly min: number;
  readonly max: number;
  readonly axisLabel: {
    readonly customValues: number[];
    readonly formatter: (value: number) => string;
    readonly color: string;
    readonly hideOverlap: boolean;
  };
  readonly axisTick: { readonly customValues: number[] };
}

export function axisLook({ low, high, ticks }: Pick<Axis, 'low' | 'high' | 'ticks'>): AxisLook {
  const labels = new Map(ticks.map(({ at, label }) => [at, clipped(label, 18)]));
  const customValues = ticks.map(({ at }) => at);
  return {
    min: low,
    max: high,
    axisLabel: {
      customValues,
      formatter: (value) => labels.get(value) ?? '',
      color: colours.ink,
      hideOverlap: true,
    },
    axisTick: { customValues },
  };
}

/** An axis of a plane, as ECharts takes it. */
export interface PlaneAxis extends AxisLook {
  readonly type: 'value';
  readonly name: string;
  readonly nameLocation: 'middle';
  readonly nameGap: number;
  readonly nameTextStyle: { readonly fontSize: number; readonly color: string };
  readonly splitLine: { readonly show: boolean };
  readonly axisLine: {
    readonly show: boolean;
    readonly onZero: boolean;
    readonly lineStyle: { readonly color: string };
  };
}

/** With its name beside its middle. */
export function planeAxis(axis: Axis, nameGap: number): PlaneAxis {
  return {
    type: 'value',
    name: axis.scale === 'log' ? `${axis.name} (log scale)` : axis.name,
    nameLocation: 'middle',
    nameGap,
    nameTextStyle: { fontSize: 13, color: colours.ink },
    ...axisLook(axis),
    splitLine: { show: false },
    axisLine: { show: true, onZero: false, lineStyle: { color: colours.grey } },
  };
}

/** The objective of this number. */
export function objectiveAt({ study }: PlotInput, index: number): Objective {
  const objective = study.objectives[index];
  if (objective === undefined) throw new InvalidInputError(`there is no objective ${String(index)}`);
  return objective;
}

/**
 * The axis of an objective's values.
 * @throws ConflictError without a value, InvalidInputError for a log scale of values that are not above 0
 */
export function valueAxis(
  { logValues }: PlotInput,
  { metric }: Objective,
  values: readonly number[],
): NumberAxis {
  if (values.length === 0)
    throw new ConflictError('there is nothing to plot yet: no trial has a result of this kind');
  const least = boundsOf(values)[0];
  if (logValues && least <= 0)
    throw new InvalidInputError(
      `${metric} has the value ${numberLabel(least)}: a logarithmic axis takes only values above 0`,
    );
  return withMargin(numberAxis(metric, values, logValues ? 'log' : 'linear'));
}

/** A bar that says which colour is which number, at the right. */
export function colourBar(
  name: string,
  axis: Axis,
  dimension: number,
  seriesIndex?: number[],
): EChartsOption {
  const shown = (place: number): string => numberLabel(axis.scale === 'log' ? 10 ** place : place);
  return {
    visualMap: {
      type: 'continuous',
      min: axis.low,
      max: axis.high,
      dimension,
      ...(seriesIndex === undefined ? {} : { seriesIndex }),
      calculable: false,
      right: 16,
      top: 'middle',
      itemHeight: 220,
      itemWidth: 14,
      text: [`${clipped(name, 14)}\n${shown(axis.high)}`, shown(axis.low)],
      textStyle: { color: colours.ink },
      inRange: { color: [...sequential] },
    },
  };
}

/** `1,200 trials`, and how many of them are drawn. */
export function countText(drawn: number, all: number, what = 'trials'): string {
  const text = (count: number): string => count.toLocaleString('en-US');
  return drawn === all ? `${text(all)} ${what}` : `${text(drawn)} of ${text(all)} ${what}`;
}

export function clipped(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

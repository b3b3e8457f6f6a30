import type { Chart, PlotInput } from '../plot.ts';
import { contourChart } from './contour-chart.ts';
import { historyChart } from './history-chart.ts';
import { importanceChart } from './importance-chart.ts';
import { intermediateChart } from './intermediate-chart.ts';
import { parallelChart } from './parallel-chart.ts';
import { paretoChart } from './pareto-chart.ts';
import { sliceChart } from './slice-chart.ts';

/**
 * The chart of each kind of plot. They throw ConflictError when the study has too little to draw, and InvalidInputError
 * for a choice of parameters or objectives that can't be drawn.
 */
export const plots = {
  history: historyChart,
  parallel: parallelChart,
  importance: importanceChart,
  slice: sliceChart,
  contour: contourChart,
  pareto: paretoChart,
  intermediate: intermediateChart,
} as const satisfies Readonly<Record<string, (input: PlotInput) => Chart>>;
export type PlotKind = keyof typeof plots;

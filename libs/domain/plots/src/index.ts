export { numberLabel } from './number-label.ts';
export { plots, type PlotKind } from './charts/plot-kinds.ts';
export type { PlottedTrial } from './plotted-study.ts';
export type { Chart, PlotInput } from './plot.ts';

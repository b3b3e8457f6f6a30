export { historyOf, type History, type Result } from './history.ts';
export { learningCurves, type LearningCurve } from './learning-curves.ts';
export { numberLabel } from './number-label.ts';
export { plots, type PlotKind } from './charts/plot-kinds.ts';
export {
  isBetter,
  type Objective,
  type PlottedParameter,
  type PlottedStudy,
  type PlottedTrial,
} from './plotted-study.ts';
export type { Chart, PlotInput } from './plot.ts';

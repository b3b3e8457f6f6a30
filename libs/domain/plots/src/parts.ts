// What charts are made of, for those that are no study's and are drawn elsewhere.
export { numberAxis, withMargin } from './axis.ts';
export { frame, legendAt, planeAxis } from './charts/frame.ts';
export { colours } from './charts/palette.ts';
export type { Chart } from './plot.ts';

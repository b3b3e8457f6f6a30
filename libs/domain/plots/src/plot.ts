import type { EChartsOption } from 'echarts';
import type { PlottedStudy, PlottedTrial } from './plotted-study.ts';

/** What there is to draw. */
export interface PlotInput {
  readonly study: PlottedStudy;
  readonly trials: readonly PlottedTrial[];
  /** Ids of the trials that no other one beats. */
  readonly best: ReadonlySet<number>;
  /** Number of the objective; of a Pareto front, two of them. */
  readonly objectives: readonly number[];
  /** Values of objectives lie on logarithmic axes. */
  readonly logValues: boolean;
  /** Names of parameters; those that fit when it is empty. */
  readonly parameters: readonly string[];
  /** How much each parameter decides about a good result: shares that add up to 1. */
  readonly importance: readonly { readonly parameter: string; readonly importance: number }[];
  /** What trials reported while they ran. */
  readonly reports: readonly {
    readonly trial: number;
    readonly step: number;
    readonly values: readonly number[];
  }[];
}

/** An option of Apache ECharts, and the size that it was made for, in pixels. */
export interface Chart {
  readonly option: EChartsOption;
  readonly width: number;
  readonly height: number;
}

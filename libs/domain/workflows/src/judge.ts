import type { WorkflowJob } from '@slipway/resources';
import type { GateVerdict } from './job-result.ts';

type Evaluate = NonNullable<WorkflowJob['evaluate']>;
export type Values = Readonly<Record<string, number>>;

/** The version that an evaluation compares with. */
export interface ChampionFound {
  readonly version: number;
  /** Last values in the run that it was made from. */
  readonly metrics: Values;
}

/**
 * Judges the metrics of a job. A metric that was not reported passes nothing: a program that forgets one must not be
 * promoted. Without a champion there is nothing to compare with.
 */
export function judge(
  { thresholds, champion }: Evaluate,
  values: Values,
  found: ChampionFound | undefined,
): readonly GateVerdict[] {
  const valueOf = (metric: string): number | undefined => finiteOf(values, metric);
  const bounds = thresholds.map(({ metric, min, max }): GateVerdict => {
    const value = valueOf(metric);
    const texts = [
      ...(min === undefined ? [] : [`at least ${String(min)}`]),
      ...(max === undefined ? [] : [`at most ${String(max)}`]),
    ];
    const passed = value !== undefined && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
    return { metric, value, bound: texts.join(' and '), passed };
  });
  const comparisons = (champion?.metrics ?? []).map(({ metric, direction, tolerance }): GateVerdict => {
    const value = valueOf(metric);
    if (!found) return { metric, value, bound: 'no champion yet', passed: value !== undefined };
    const best = finiteOf(found.metrics, metric);
    const who = `${champion?.alias ?? ''}, version ${String(found.version)}`;
    if (best === undefined) return { metric, value, bound: `${who}: not reported`, passed: false };
    const margin = direction === 'maximize' ? (value ?? NaN) - best : best - (value ?? NaN);
    const allowed = tolerance === 0 ? '' : `, within ${String(tolerance)}`;
    return { metric, value, bound: `${who}: ${String(best)}${allowed}`, passed: margin >= -tolerance };
  });
  return [...bounds, ...comparisons];
}

/** An infinite value, or none that is a number, is as good as none: it is above every bound, and JSON can not hold it. */
function finiteOf(values: Values, metric: string): number | undefined {
  const value = Object.hasOwn(values, metric) ? values[metric] : undefined;
  return Number.isFinite(value) ? value : undefined;
}

/** A sentence on what did not pass; undefined when all passed. */
export function refusalOf(gates: readonly GateVerdict[]): string | undefined {
  const refused = gates.filter(({ passed }) => !passed);
  if (refused.length === 0) return undefined;
  return refused
    .map(
      ({ metric, value, bound }) =>
        `${metric} is ${value === undefined ? 'not reported' : String(value)} (${bound})`,
    )
    .join('; ');
}

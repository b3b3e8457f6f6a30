/** What a program reports about itself. */
export type MetricReport =
  | { readonly type: 'metric'; readonly name: string; readonly value: number; readonly step?: number }
  | {
      readonly type: 'progress';
      /** From 0 to 1. */
      readonly fraction: number;
      readonly message?: string;
    };

/** What a line says: reports, that it was meant to but is malformed, or nothing. */
export type LineMeaning = readonly MetricReport[] | { readonly malformed: string } | undefined;

/** Every line that means something contains it. */
export const lineMark = 'slipway-';

const name = /^[A-Za-z_][\w./@%-]{0,249}$/;
const metricsOfOneLine = 100;

/**
 * Reads one line of a program's output. The format is documented in docs/reference/metrics-lines.md:
 * `slipway-metric NAME=VALUE … [step=N]` and `slipway-progress FRACTION [TEXT]`.
 */
export function readMetricLine(line: string): LineMeaning {
  const [word, ...rest] = line.trim().split(/[ \t]+/);
  if (word === 'slipway-metric') return readMetrics(rest);
  if (word === 'slipway-progress') return readProgress(line.trim());
  return undefined;
}

function readMetrics(pairs: readonly string[]): LineMeaning {
  const values = new Map<string, number>();
  let step: number | undefined;
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const key = pair.slice(0, Math.max(equals, 0));
    const value = parseNumber(pair.slice(equals + 1));
    if (!name.test(key)) return { malformed: `${JSON.stringify(pair)} is not NAME=VALUE` };
    if (value === undefined) return { malformed: `the value of ${key} is not a finite number` };
    if (key !== 'step') values.set(key, value);
    else if (Number.isSafeInteger(value)) step = value;
    else return { malformed: 'step is not an integer' };
  }
  if (values.size === 0) return { malformed: 'there is no NAME=VALUE' };
  if (values.size > metricsOfOneLine)
    return { malformed: `there are more than ${String(metricsOfOneLine)} values` };
  return metricReports(values, step);
}

function readProgress(line: string): LineMeaning {
  const [, fractionText = '', message = ''] = /^\S+[ \t]*(\S*)[ \t]*(.*)$/.exec(line) ?? [];
  const fraction = parseNumber(fractionText);
  if (fraction === undefined || fraction < 0 || fraction > 1)
    return { malformed: 'progress is not a number from 0 to 1' };
  return [progressReport(fraction, message)];
}

/** Metrics of one moment as reports; `step` is the same for all. */
export function metricReports(values: ReadonlyMap<string, number>, step: number | undefined): MetricReport[] {
  return [...values].map(([metric, value]) => ({
    type: 'metric',
    name: metric,
    value,
    ...(step !== undefined && { step }),
  }));
}

export function progressReport(fraction: number, message: string): MetricReport {
  return { type: 'progress', fraction, ...(message !== '' && { message: message.slice(0, 2000) }) };
}

export function isMetricName(text: string): boolean {
  return name.test(text) && text !== 'step';
}

function parseNumber(text: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

import type { MetricName } from './metric-names.ts';

/** Structured log; messages of `warn` and `error` are static, what varies goes into `fields`. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  child(fields: Readonly<Record<string, unknown>>): Logger;
}

/** Prometheus metrics; names and help texts stand in `metric-names.ts` alone. */
export interface Metrics {
  count(name: MetricName, labels?: Readonly<Record<string, string>>, by?: number): void;
  /** Seconds into a histogram. */
  observe(name: MetricName, seconds: number, labels?: Readonly<Record<string, string>>): void;
  gauge(name: MetricName, value: number, labels?: Readonly<Record<string, string>>): void;
  /** Prometheus text exposition format 0.0.4. */
  expose(): Promise<string>;
}

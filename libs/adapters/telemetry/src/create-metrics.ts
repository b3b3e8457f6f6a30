import { metricDefinitions, type MetricName, type Metrics } from '@slipway/ports';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Seconds. From a lone commit (milliseconds) to a training step that somebody waits for (minutes). */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Prometheus metrics in a registry of their own, together with the default metrics of the process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<MetricName, Counter>();
  const histograms = new Map<MetricName, Histogram>();
  const gauges = new Map<MetricName, Gauge>();
  for (const name of Object.keys(metricDefinitions) as MetricName[]) {
    const { kind, help, labels } = metricDefinitions[name];
    const options = { name, help, labelNames: [...labels], registers: [registry] };
    if (kind === 'counter') counters.set(name, new Counter(options));
    else if (kind === 'histogram') histograms.set(name, new Histogram({ ...options, buckets }));
    else gauges.set(name, new Gauge(options));
  }
  return {
    count: (name, labels = {}, by = 1) => {
      ofKind(counters, name, 'counter').inc(labels, by);
    },
    observe: (name, seconds, labels = {}) => {
      ofKind(histograms, name, 'histogram').observe(labels, seconds);
    },
    gauge: (name, value, labels = {}) => {
      ofKind(gauges, name, 'gauge').set(labels, value);
    },
    expose: () => registry.metrics(),
  };
}

function ofKind<T>(metrics: ReadonlyMap<MetricName, T>, name: MetricName, kind: string): T {
  const metric = metrics.get(name);
  if (!metric) throw new TypeError(`${name} is no ${kind}`);
  return metric;
}

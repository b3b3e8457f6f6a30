import { invalidParameter } from '../mlflow-error.ts';
import { pythonFloat, pythonList } from '../python-text.ts';
import { limits } from './limits.ts';
import { invalidValue } from './messages.ts';
import { checkName } from './names.ts';
import { checkLength, truncated } from './text-length.ts';

export interface MetricPoint {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
}

export interface KeyValue {
  readonly key: string;
  readonly value: string;
}

const at = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`);

/**
 * Checks a metric. `path` stands in front of its fields in refusals: `metrics[0]`, or nothing.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkMetric({ key, value, timestamp }: MetricPoint, path = ''): void {
  checkName(key, at(path, 'name'));
  if (timestamp < 0) {
    throw invalidValue(
      at(path, 'timestamp'),
      timestamp,
      `metric '${key}' (value=${pythonFloat(value)}). Timestamp must be a nonnegative long (64-bit integer) `,
    );
  }
  checkLength('Metric name', key, limits.keyLength);
}

/**
 * Checks a param and answers it as it is kept, its value cut to its limit.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkedParam({ key, value }: KeyValue, path = ''): KeyValue {
  checkName(key, at(path, 'key'));
  checkLength('Param key', key, limits.keyLength);
  return { key, value: truncated(value, limits.paramValueLength) };
}

/**
 * Checks a tag of a run and answers it as it is kept, its value cut to its limit.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkedRunTag({ key, value }: KeyValue, path = ''): KeyValue {
  checkName(key, at(path, 'key'));
  checkLength(at(path, 'key'), key, limits.keyLength);
  return { key, value: truncated(value, limits.runTagValueLength) };
}

/** @throws MlflowError INVALID_PARAMETER_VALUE when a key is named twice */
export function checkUniqueParamKeys(params: readonly KeyValue[]): void {
  const seen = new Set<string>();
  const doubled: string[] = [];
  for (const { key } of params) {
    if (seen.has(key)) doubled.push(key);
    seen.add(key);
  }
  if (doubled.length === 0) return;
  throw invalidParameter(
    `Duplicate parameter keys have been submitted: ${pythonList(doubled)}. Please ensure ` +
      'the request contains only one param value per param key.',
  );
}

import { invalidParameter } from '../mlflow-error.ts';
import { pythonLength } from '../python-text.ts';

/** @throws MlflowError INVALID_PARAMETER_VALUE when `text` has more than `limit` code points */
export function checkLength(name: string, text: string, limit: number): void {
  if (text.length > limit && pythonLength(text) > limit) {
    throw invalidParameter(`'${name}' exceeds the maximum length of ${String(limit)} characters`);
  }
}

/** The first `limit` code points: MLflow cuts values of params and run tags silently. */
export function truncated(text: string, limit: number): string {
  if (text.length <= limit || pythonLength(text) <= limit) return text;
  let end = 0;
  for (let points = 0; points < limit; points += 1) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}

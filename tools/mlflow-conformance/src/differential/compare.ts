import type { Answer } from './step.ts';

/** One place in which two answers differ. */
export interface Difference {
  /** Path within the answer, such as `body.run.info.status`. */
  readonly at: string;
  readonly mlflow: unknown;
  readonly slipway: unknown;
}

/** Every place in which the answers differ. */
export function differencesOf(mlflow: Answer, slipway: Answer): readonly Difference[] {
  return [
    ...compared('status', mlflow.status, slipway.status),
    ...compared('body', mlflow.body, slipway.body),
  ];
}

function* compared(at: string, mlflow: unknown, slipway: unknown): Generator<Difference> {
  if (isObject(mlflow) && isObject(slipway) && Array.isArray(mlflow) === Array.isArray(slipway)) {
    for (const key of new Set([...Object.keys(mlflow), ...Object.keys(slipway)]))
      yield* compared(`${at}.${key}`, mlflow[key], slipway[key]);
  } else if (!Object.is(mlflow, slipway) && !(Number(mlflow) === 0 && mlflow === slipway))
    yield { at, mlflow, slipway };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

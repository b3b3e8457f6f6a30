import { invalidParameter } from '@slipway/registry';
import type { Json } from './message.ts';

/** One demand on the raw value of a parameter; `type` checks count only where the request could not be read as a whole. */
export interface Check {
  readonly kind: 'required' | 'type' | 'value';
  /** True when it holds; a text is the message of its refusal. */
  readonly holds: (value: Json | undefined) => boolean | string;
}

/** The checks of a request by parameter, in the order in which their refusals win. */
export type Checks = Readonly<Record<string, readonly Check[]>>;

const typeCheck = (holds: (value: Json | undefined) => boolean): Check => ({ kind: 'type', holds });

export const required: Check = {
  kind: 'required',
  holds: (value) => value !== undefined && value !== null && value !== '',
};
export const isText = typeCheck((value) => typeof value === 'string');
export const isInteger = typeCheck(
  (value) => typeof value === 'number' || (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)),
);
export const isNumber = typeCheck(
  (value) =>
    typeof value === 'number' ||
    (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))),
);
export const isBoolean = typeCheck((value) => typeof value === 'boolean');
export const isList = typeCheck((value) => Array.isArray(value));
export const isListOfText = typeCheck(
  (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
);
export const atMost = (most: number, message?: string): Check => ({
  kind: 'value',
  holds: (value) => !(Number(value) > most) || (message ?? false),
});
export const within = (least: number, most: number, message?: string): Check => ({
  kind: 'value',
  holds: (value) => (Number(value) >= least && Number(value) <= most) || (message ?? false),
});

const hint = ' See the API docs for more information about request parameters.';

/**
 * Holds the parameters of a request to their checks, as MLflow does: absent ones only where they are required, types only
 * when `failed` says that the request did not fit its message.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkParameters(
  checks: Checks,
  parameters: Readonly<Record<string, Json>>,
  failed: boolean,
): void {
  for (const [name, demands] of Object.entries(checks)) {
    const isRequired = demands.some(({ kind }) => kind === 'required');
    if (!Object.hasOwn(parameters, name) && !isRequired) continue;
    const value = parameters[name] ?? (name === 'run_id' ? parameters.run_uuid : undefined);
    for (const { kind, holds } of demands) {
      if (kind === 'type' && !failed) continue;
      const held = holds(value);
      if (held === true) continue;
      if (typeof held === 'string') throw invalidParameter(held + hint);
      throw invalidParameter(
        kind === 'required'
          ? `Missing value for required parameter '${name}'.${hint}`
          : `Invalid value ${sortedJson(value)} for parameter '${name}' supplied:  Hint: Value was of type '${pythonType(value)}'.${hint}`,
      );
    }
  }
}

function sortedJson(value: Json | undefined): string {
  return JSON.stringify(value ?? null, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([left], [right]) => (left < right ? -1 : 1)))
      : item,
  );
}

/** What MLflow's server, which is written in Python, calls the type of a JSON value. */
function pythonType(value: Json | undefined): string {
  if (value === null || value === undefined) return 'NoneType';
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return Array.isArray(value) ? 'list' : 'dict';
}

import { describe, expect, it } from '@jest/globals';
import { checkParameters, isInteger, isText, required, within, type Checks } from './checks.ts';
import type { Json } from './message.ts';

const refusalOf = (checks: Checks, parameters: Readonly<Record<string, Json>>, failed = true): string => {
  try {
    checkParameters(checks, parameters, failed);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const docs = ' See the API docs for more information about request parameters.';

describe('the checks of a request', () => {
  it('name a required parameter that is missing, null or empty', () => {
    for (const parameters of [{}, { name: null }, { name: '' }])
      expect(refusalOf({ name: [required, isText] }, parameters)).toBe(
        `Missing value for required parameter 'name'.${docs}`,
      );
  });

  it('show a value of the wrong type with the name that Python has for it', () => {
    const shown: readonly (readonly [Json, string])[] = [
      [123, "Invalid value 123 for parameter 'name' supplied:  Hint: Value was of type 'int'."],
      [1.5, "Invalid value 1.5 for parameter 'name' supplied:  Hint: Value was of type 'float'."],
      [true, "Invalid value true for parameter 'name' supplied:  Hint: Value was of type 'bool'."],
      [[1], "Invalid value [1] for parameter 'name' supplied:  Hint: Value was of type 'list'."],
      [
        { b: 1, a: 2 },
        `Invalid value {"a":2,"b":1} for parameter 'name' supplied:  Hint: Value was of type 'dict'.`,
      ],
    ];
    for (const [value, message] of shown)
      expect(refusalOf({ name: [isText] }, { name: value })).toBe(message + docs);
  });

  it('look at types only where the request could not be read', () => {
    expect(refusalOf({ step: [isInteger] }, { step: 'x' }, false)).toBe('');
    expect(refusalOf({ step: [isInteger] }, { step: 'x' }, true)).toContain("parameter 'step'");
  });

  it('take run_uuid for run_id, which old clients send', () => {
    expect(refusalOf({ run_id: [required, isText] }, { run_uuid: 'a' })).toBe('');
  });

  it('hold values to their bounds, with their own message', () => {
    const checks = { max_results: [within(1, 10, 'too many.')] };
    expect(refusalOf(checks, { max_results: 11 }, false)).toBe(`too many.${docs}`);
    expect(refusalOf(checks, { max_results: 10 }, false)).toBe('');
  });
});

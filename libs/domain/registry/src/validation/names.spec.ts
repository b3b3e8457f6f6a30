import { describe, expect, it } from '@jest/globals';
import { checkName } from './names.ts';

describe('a name of a metric, param or tag', () => {
  it.each([
    'loss',
    'a/b',
    'a b',
    'a.b-c_d:e',
    'é',
    'x²',
    '①',
    '..a/b/..c'.slice(2),
    'mlflow.runName',
    '日本',
  ])('%j is allowed', (name) => {
    expect(() => {
      checkName(name, 'key');
    }).not.toThrow();
  });

  it.each([
    ['', '.'],
    ['.', '.'],
    ['..', '..'],
    ['../a', '../a'],
    ['../../a', '../../a'],
    ['a/../..', '..'],
    ['/a', '/a'],
    ['//a', '//a'],
    ['///a', '/a'],
    ['/..', '/'],
    ['a//b', 'a/b'],
    ['a/', 'a'],
    ['a/./b', 'a/b'],
    ['a/../b', 'b'],
    ['..a', '..a'],
  ])('%j is refused, because as a path it is %j', (name, path) => {
    expect(() => {
      checkName(name, 'metrics[0].name');
    }).toThrow(
      `Invalid value ${JSON.stringify(name)} for parameter 'metrics[0].name' supplied: Names may be treated as files in ` +
        `certain cases, and must not resolve to other names when treated as such. This name would resolve to '${path}'`,
    );
  });

  it.each(['a\n', 'a\0', 'a;b', 'a\\b', 'a\u0301', "a'", '😀', '\ud800'])(
    '%j is refused for its characters',
    (name) => {
      expect(() => {
        checkName(name, 'key');
      }).toThrow(
        "for parameter 'key' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.)," +
          ' spaces ( ), colon(:) and slashes (/).',
      );
    },
  );

  it('is shown in ASCII', () => {
    expect(() => {
      checkName('é"\n', 'key');
    }).toThrow('Invalid value "\\u00e9\\"\\n" for parameter');
  });
});

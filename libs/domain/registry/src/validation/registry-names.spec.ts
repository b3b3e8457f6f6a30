import { describe, expect, it } from '@jest/globals';
import {
  checkAlias,
  checkLoggedModelName,
  checkModelName,
  checkNewAlias,
  checkRegistryTag,
} from './registry-names.ts';

const refusal = (check: () => void): string | undefined => {
  try {
    check();
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
};

describe('the name of a registered model', () => {
  it.each(['iris', 'My model (2)', 'a\nb', "'; DROP TABLE model; --", '日本', '.hidden', 'a..b'])(
    '%j is allowed',
    (name) => {
      expect(
        refusal(() => {
          checkModelName(name);
        }),
      ).toBeUndefined();
    },
  );

  it.each([
    ['', "Missing value for required parameter 'name'."],
    [' \n', "Missing value for required parameter 'name'."],
    ['a/b', "Invalid model name 'a/b'. Names cannot contain '/' or ':'."],
    ['../../etc', "Invalid model name '../../etc'. Names cannot contain '/' or ':'."],
    ['a:1', "Invalid model name 'a:1'. Names cannot contain '/' or ':'."],
    ['..', "This name would resolve to '..'"],
    ['.', "This name would resolve to '.'"],
    ['a\0', "Names cannot contain '/' or ':'."],
    ['n'.repeat(257), "'name' exceeds the maximum length of 256 characters"],
  ])('%j is refused', (name, message) => {
    expect(
      refusal(() => {
        checkModelName(name);
      }),
    ).toContain(message);
  });

  it('is missed by the name of its parameter', () => {
    expect(
      refusal(() => {
        checkModelName('', 'new_name');
      }),
    ).toBe("Missing value for required parameter 'new_name'.");
  });
});

describe('an alias', () => {
  it.each([
    ['', 'Registered model alias name cannot be empty.'],
    [
      'a b',
      "Invalid alias name: 'a b'. Names may only contain alphanumerics, underscores (_), and dashes (-).",
    ],
    ['a'.repeat(256), "'Registered model alias name' exceeds the maximum length of 255 characters"],
  ])('%j is refused, set or asked for', (alias, message) => {
    expect(
      refusal(() => {
        checkAlias(alias);
      }),
    ).toBe(message);
    expect(
      refusal(() => {
        checkNewAlias(alias);
      }),
    ).toBe(message);
  });

  it.each([
    ['latest', "'latest' alias name (case insensitive) is reserved."],
    ['LATEST', "'latest' alias name (case insensitive) is reserved."],
    ['v1', "Version alias name 'v1' is reserved."],
    ['V007', "Version alias name 'V007' is reserved."],
  ])('%j may be asked for, but not set', (alias, message) => {
    expect(
      refusal(() => {
        checkAlias(alias);
      }),
    ).toBeUndefined();
    expect(
      refusal(() => {
        checkNewAlias(alias);
      }),
    ).toBe(message);
  });

  it.each(['champion', 'v1-beta', 'über', '1'])('%j may be set', (alias) => {
    expect(
      refusal(() => {
        checkNewAlias(alias);
      }),
    ).toBeUndefined();
  });
});

describe('the name of a logged model', () => {
  it.each(['', 'a/b', 'a:b', 'a.b', 'a%b', 'a"b', "a'b", 'a\0'])('%j is refused', (name) => {
    expect(
      refusal(() => {
        checkLoggedModelName(name);
      }),
    ).toMatch(
      /provided\. Model name must be a non-empty string and cannot contain the following characters: \('\/', ':', '\.', '%', '"', "'"\)$/,
    );
  });
});

describe('a tag in the registry', () => {
  it('is refused when its value is longer than 100,000 characters', () => {
    expect(
      refusal(() => {
        checkRegistryTag({ key: 'a', value: '😀'.repeat(100_000) });
      }),
    ).toBeUndefined();
    expect(
      refusal(() => {
        checkRegistryTag({ key: 'a', value: 'x'.repeat(100_001) });
      }),
    ).toBe("'value' exceeds the maximum length of 100000 characters");
  });
});

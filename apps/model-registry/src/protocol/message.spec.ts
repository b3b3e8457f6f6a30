import { describe, expect, it } from '@jest/globals';
import { bool, choice, double, int32, int64, list, message, text, type Field, type Json } from './message.ts';

const valueOf = (field: Field<unknown>, value: Json): unknown => {
  const { value: read, failed } = message({ it: field }).read({ it: value });
  return failed ? 'refused' : read.it;
};

describe('a field of a request', () => {
  const cases: readonly (readonly [string, Field<unknown>, Json, unknown])[] = [
    ['a text', text(), 'a', 'a'],
    ['a text from a number', text(), 1, 'refused'],
    ['an integer', int64(), 12, 12],
    ['an integer written as text', int64(), '-12', -12],
    ['an integer with a fraction', int64(), 1.5, 'refused'],
    ['an integer that is a whole double', int64(), 3.0, 3],
    ['a text that is no integer', int64(), '1x', 'refused'],
    ['an integer beyond 32 bits', int32(), 2 ** 31, 'refused'],
    ['an integer beyond 64 bits', int64(), '9223372036854775808', 'refused'],
    ['a number', double(), 0.5, 0.5],
    ['a number written as text', double(), '-1e3', -1000],
    ['NaN by its name', double(), 'NaN', Number.NaN],
    ['infinity by its name', double(), '-Infinity', Number.NEGATIVE_INFINITY],
    ['a text that is no number', double(), 'abc', 'refused'],
    ['a boolean', bool(), true, true],
    ['a boolean from a number', bool(), 1, 'refused'],
    ['a choice by name', choice(['RUNNING', 'FINISHED']), 'FINISHED', 'FINISHED'],
    ['a choice by number', choice(['RUNNING', 'FINISHED']), 2, 'FINISHED'],
    ['an unknown choice', choice(['RUNNING']), 'LOST', 'refused'],
    ['a list', list(text()), ['a', 'b'], ['a', 'b']],
    ['a list with a wrong item', list(text()), ['a', 1], 'refused'],
    ['one item instead of a list', list(text()), 'a', 'refused'],
    ['a message', message({ key: text() }), { key: 'k', more: 1 }, { key: 'k' }],
    ['null as not sent', text(), null, undefined],
  ];
  it.each(cases)('reads %s', (_, field, given, expected) => {
    expect(valueOf(field, given)).toEqual(expected);
  });
});

describe('a message', () => {
  const request = message({ run_id: text(), tags: list(text()), step: int64() });

  it('ignores what it does not know, and has empty lists for what was not sent', () => {
    expect(request.read({ run_id: 'a', other: 1 })).toEqual({
      value: { run_id: 'a', tags: [] },
      failed: false,
    });
  });

  it('takes names in camel case, and refuses both spellings at once', () => {
    expect(request.read({ runId: 'a' }).value.run_id).toBe('a');
    expect(request.read({ runId: 'a', run_id: 'b' }).conflict).toContain("both 'run_id' and 'runId'");
  });

  it('keeps what came before a wrong value', () => {
    expect(request.read({ run_id: 'a', step: 'x', tags: ['t'] })).toEqual({
      value: { run_id: 'a', tags: [] },
      failed: true,
    });
  });

  it('fails on what is no object', () => {
    expect(request.read([1]).failed).toBe(true);
  });
});

import { describe, expect, it } from '@jest/globals';
import { answerText } from './answer.ts';

describe('the text of an answer', () => {
  it('is JSON', () => {
    const answer = { runs: [{ id: 'a', tags: [{ key: 'null', value: '[]' }], active: true, step: -1.5 }] };
    expect(JSON.parse(answerText(answer))).toEqual(answer);
  });

  it('has neither undefined fields nor empty lists', () => {
    expect(answerText({ run: { id: 'a', endTime: undefined, tags: [] }, pages: [[]] })).toBe(
      '{"run":{"id":"a"},"pages":[null]}',
    );
    expect(answerText({ id: 'a', endTime: undefined })).toBe('{"id":"a"}');
  });

  it('has doubles that JSON lacks as texts', () => {
    const value = (number: number): string => answerText({ metric: { value: number } });
    expect(value(Number.NaN)).toBe('{"metric":{"value":"NaN"}}');
    expect(value(Number.POSITIVE_INFINITY)).toBe('{"metric":{"value":"Infinity"}}');
    expect(value(Number.NEGATIVE_INFINITY)).toBe('{"metric":{"value":"-Infinity"}}');
    expect(value(0)).toBe('{"metric":{"value":0}}');
  });
});

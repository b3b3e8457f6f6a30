import { describe, expect, it } from '@jest/globals';
import { ConflictError, describeError, InvalidInputError, SlipwayError, UnavailableError } from './errors.ts';

describe('an error', () => {
  it('carries its name, its stable code, its ids and its cause', () => {
    const cause = new Error('socket closed');
    const error = new UnavailableError('the remote is away', { details: { remote: 'origin' }, cause });
    expect(error).toBeInstanceOf(SlipwayError);
    expect(error).toMatchObject({
      name: 'UnavailableError',
      code: 'unavailable',
      retryable: true,
      details: { remote: 'origin' },
      issues: [],
      cause,
    });
  });

  it('is not worth another try unless its class says so', () => {
    expect([new InvalidInputError('x').retryable, new ConflictError('x').retryable]).toEqual([false, false]);
  });
});

describe('the text of an error', () => {
  it('is its message and those of its causes, each once', () => {
    const root = new Error('disk full', { cause: 'ENOSPC' });
    const error = new UnavailableError('cannot write', { cause: new Error('cannot write', { cause: root }) });
    expect(describeError(error)).toBe('cannot write: disk full: ENOSPC');
  });

  it.each([
    ['text', 'text'],
    [{ code: 7 }, '{"code":7}'],
    [new TypeError(), 'TypeError'],
    [undefined, ''],
  ])('is told for %j too, which was thrown', (thrown, text) => {
    expect(describeError(thrown)).toBe(text);
  });

  it('ends when causes go round in a circle', () => {
    const error = new Error('a');
    error.cause = new Error('b', { cause: error });
    expect(describeError(error)).toBe('a: b');
  });
});

import { describe, expect, it } from '@jest/globals';
import { decodeCursor, decodePageToken, encodeCursor, encodePageToken } from './page-token.ts';

describe('a page token', () => {
  it("has MLflow's form and gives back its offset", () => {
    expect(Buffer.from(encodePageToken(50), 'base64').toString()).toBe('{"offset":50}');
    expect(decodePageToken(encodePageToken(50))).toBe(50);
    expect(decodePageToken(Buffer.from('{"offset": 7}').toString('base64'))).toBe(7);
  });

  it('that is not there stands for the first page', () => {
    expect(decodePageToken(undefined)).toBe(0);
    expect(decodePageToken('')).toBe(0);
  });

  it('may hold any cursor', () => {
    expect(decodeCursor(encodeCursor({ after: ['ü', 1.5, null] }))).toEqual({ after: ['ü', 1.5, null] });
  });

  it.each([
    ['a', 'Invalid page token, could not base64-decode'],
    ['%%%%', 'Invalid page token, could not base64-decode'],
    ['YWJj', "Invalid page token, decoded value=b'abc'"],
    [encodeCursor({}), 'Invalid page token, parsed value={}'],
    [encodeCursor(null), 'Invalid page token, parsed value=null'],
    [encodePageToken(-1), 'Invalid page token, parsed value={"offset":-1}'],
    [encodePageToken(1.5), 'Invalid page token, parsed value={"offset":1.5}'],
    [encodeCursor({ offset: '1; DROP' }), 'Invalid page token, parsed value={"offset":"1; DROP"}'],
  ])('%j is refused', (token, message) => {
    expect(() => decodePageToken(token)).toThrow(
      expect.objectContaining({ errorCode: 'INVALID_PARAMETER_VALUE', message }),
    );
  });
});

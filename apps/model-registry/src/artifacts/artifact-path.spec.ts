import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { safeFilePath, safePath } from './artifact-path.ts';

describe('the path of an artifact', () => {
  it.each([
    ['a/b.txt', 'a/b.txt'],
    ['a//b/', 'a/b'],
    ['.gitignore', '.gitignore'],
    ['..a/b..', '..a/b..'],
    ['日本 語', '日本 語'],
    ['a%20b', 'a b'],
    ['a%252Fb', 'a/b'],
    ['100%', '100%'],
    ['a%ffb', 'a%ffb'],
    ['a?b', 'a?b'],
    ['a\u0000b\u001f\u007f', 'a%00b%1f%7f'],
    ['', ''],
  ])('of %j is %j', (given, path) => {
    expect(safePath(given)).toBe(path);
  });

  it.each([
    '..',
    '../a',
    'a/..',
    'a/../b',
    'a/./b',
    '.',
    '/etc/passwd',
    '//host/share',
    'C:/windows',
    'file:///etc/passwd',
    'file:a',
    String.raw`a\b`,
    String.raw`..\a`,
    'a#b',
    '%2e%2e/a',
    '%252e%252e%252fa',
    'a%2f..%2f..%2fb',
    '%2Fetc/passwd',
    '..%5ca',
    `${'%25'.repeat(1)}${'25'.repeat(12)}2e`,
  ])('is refused for %j', (given) => {
    expect(() => safePath(given)).toThrow('Invalid path');
  });

  it('never leads above where it begins, and is the same when it is checked again', () => {
    const pieces = fc.constantFrom(
      '..',
      '.',
      '/',
      '%2e',
      '%2F',
      '%25',
      '\\',
      'a',
      '%',
      '#',
      '\0',
      ' ',
      'ä',
      '2e',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        let path: string;
        try {
          path = safePath(parts.join(''));
        } catch (error) {
          expect(error).toMatchObject({ errorCode: 'INVALID_PARAMETER_VALUE', message: 'Invalid path' });
          return;
        }
        const segments = path.split('/');
        expect(segments.includes('..') || segments.includes('.') || path.startsWith('/')).toBe(false);
      }),
    );
  });

  it('of a file is not that of a folder', () => {
    for (const given of ['', 'a/'])
      expect(() => safeFilePath(given)).toThrow(
        "Artifact path must include a filename (cannot end with '/').",
      );
  });
});

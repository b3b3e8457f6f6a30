import { describe, expect, it } from '@jest/globals';
import { pythonFloat, pythonJson, pythonLength, pythonRepr } from './python-text.ts';

describe('Python’s form of', () => {
  it.each([
    ['a', "'a'"],
    ["it's", '"it\'s"'],
    ['"it\'s"', "'\"it\\'s\"'"],
    ['a\n\\\0', "'a\\n\\\\\\x00'"],
    ['é', "'é'"],
  ])('the text %j is %s', (text, form) => {
    expect(pythonRepr(text)).toBe(form);
  });

  it.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [3, '3.0'],
    [0.1, '0.1'],
    [0.0001, '0.0001'],
    [0.000012, '1.2e-05'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [-1.5e300, '-1.5e+300'],
    [NaN, 'nan'],
    [-Infinity, '-inf'],
  ])('the number %d is %s', (number, form) => {
    expect(pythonFloat(number)).toBe(form);
  });

  it('JSON is ASCII', () => {
    expect(pythonJson('é😀"')).toBe('"\\u00e9\\ud83d\\ude00\\""');
  });

  it('length counts code points', () => {
    expect(['', 'é', '😀a', '\ud800'].map(pythonLength)).toEqual([0, 1, 2, 1]);
  });
});

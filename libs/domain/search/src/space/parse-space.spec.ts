import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { issuesOf } from '../validation/testing/issues-of.ts';
import { parseSpace } from './parse-space.ts';
import { arbitraryParameters } from './testing/arbitrary-space.ts';

describe('a search space as a user writes it', () => {
  it('has a linear scale and steps of 1 unless it says otherwise', () => {
    expect(
      parseSpace(
        [
          { name: 'lr', kind: 'float', low: 1e-5, high: 1, scale: 'log' },
          { name: 'dropout', kind: 'float', low: 0, high: 0.5 },
          { name: 'layers', kind: 'int', low: 1, high: 4 },
          { name: 'width', kind: 'ordinal', values: [32, 64], when: { parameter: 'layers', min: 2 } },
        ],
        [{ coefficients: { layers: 1, width: -2 }, bound: 5 }],
      ),
    ).toEqual({
      parameters: [
        { name: 'lr', kind: 'float', low: 1e-5, high: 1, scale: 'log' },
        { name: 'dropout', kind: 'float', low: 0, high: 0.5, scale: 'linear' },
        { name: 'layers', kind: 'int', low: 1, high: 4, scale: 'linear', step: 1 },
        { name: 'width', kind: 'ordinal', values: [32, 64], when: { parameter: 'layers', min: 2 } },
      ],
      constraints: [{ coefficients: { layers: 1, width: -2 }, bound: 5 }],
    });
  });

  it('is the same after it was written as JSON', () => {
    fc.assert(
      fc.property(arbitraryParameters('all'), (parameters) => {
        expect(parseSpace(JSON.parse(JSON.stringify(parameters))).parameters).toEqual(parameters);
      }),
    );
  });

  it('is refused with each wrong type, unknown field and missing one', () => {
    expect(
      issuesOf(() =>
        parseSpace(
          [
            'lr',
            { name: 'lr', kind: 'flaot' },
            { name: 'lr' },
            { kind: 'float', low: '1', high: null, scale: 'logarithmic', stepp: 1 },
            { name: 'a', kind: 'categorical', choices: ['x', null], values: [1] },
            { name: 'b', kind: 'fixed', value: {}, when: { parameter: 3, in: ['x'], min: 1 } },
          ],
          { coefficients: {} },
        ),
      ).map(({ path, message, suggestion }) => [path, message, suggestion]),
    ).toEqual([
      ['parameters[0]', '"lr" is not an object with fields', undefined],
      [
        'parameters[1].kind',
        '"flaot" is not one of "float", "int", "categorical", "ordinal", "fixed"',
        'float',
      ],
      ['parameters[2].kind', 'the field kind is missing', undefined],
      ['parameters[3].stepp', 'there is no field "stepp"', 'step'],
      ['parameters[3].name', 'the field name is missing', undefined],
      ['parameters[3].low', '"1" is not a number', undefined],
      ['parameters[3].high', 'null is not a number', undefined],
      ['parameters[3].scale', '"logarithmic" is not one of "linear", "log"', undefined],
      ['parameters[4].values', 'there is no field "values"', undefined],
      ['parameters[4].choices[1]', 'null is not a number, text, true or false', undefined],
      ['parameters[5].when.min', 'min does not go together with in', undefined],
      ['parameters[5].when.parameter', '3 is not text', undefined],
      ['parameters[5].value', 'an object is not a number, text, true or false', undefined],
      ['constraints', 'an object is not a list', undefined],
    ]);
  });

  it('is read or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (parameters, constraints) => {
        issuesOf(() => parseSpace(parameters, constraints));
      }),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { resourcePaths } from './resource-address.ts';

describe('the paths of a resource', () => {
  it('are, of what runs a program, its file and its source files', () => {
    expect(resourcePaths('Job/demo/digits')).toEqual([
      'teams/demo/jobs/digits.yaml',
      'teams/demo/jobs/digits',
    ]);
  });

  it('are, of a Study, its result too', () => {
    expect(resourcePaths('Study/demo/digits')).toEqual([
      'teams/demo/studies/digits.yaml',
      'teams/demo/studies/digits',
      'teams/demo/studies/digits.result.yaml',
    ]);
  });

  it('are asked for by a kind and as many names as it has', () => {
    for (const resource of [
      'Study/digits',
      'Study/demo/digits/x',
      'Study/demo/Digits',
      'Trial/demo/digits',
      '',
    ])
      expect(() => resourcePaths(resource)).toThrow(InvalidInputError);
  });
});

import { describe, expect, it } from '@jest/globals';
import { isProtected, openPolicy, type ProtectedAlias } from './registry-policy.ts';

const holds = (rule: ProtectedAlias, team: string, model: string, alias: string): boolean =>
  isProtected({ protectedAliases: [rule] }, team, model, alias);

describe('isProtected', () => {
  it('protects nothing without a policy', () => {
    expect(isProtected(openPolicy, 'vision', 'iris', 'champion')).toBe(false);
  });

  it('holds for one alias of every team and model unless they are named', () => {
    expect(holds({ alias: 'champion' }, 'vision', 'iris', 'champion')).toBe(true);
    expect(holds({ alias: 'champion' }, 'vision', 'iris', 'Champion')).toBe(false);
    expect(holds({ alias: 'champion', teams: ['speech'] }, 'vision', 'iris', 'champion')).toBe(false);
    expect(holds({ alias: 'champion', teams: ['speech', 'vision'] }, 'vision', 'iris', 'champion')).toBe(
      true,
    );
  });

  it.each([
    ['iris', 'iris', true],
    ['iris', 'iris2', false],
    ['*', '', true],
    ['prod-*', 'prod-iris', true],
    ['prod-*', 'Prod-iris', false],
    ['*-prod', 'iris-prod', true],
    ['*-prod', 'iris-prod-2', false],
    ['a*a', 'a', false],
    ['a*b*b', 'ab', false],
    ['a*b*c', 'a-b-c', true],
    ['a*bb*b', 'abb', false],
    ['a.c', 'abc', false],
  ])('takes %j for %j: %s', (pattern, model, expected) => {
    expect(holds({ alias: 'champion', models: ['other', pattern] }, 'vision', model, 'champion')).toBe(
      expected,
    );
  });
});

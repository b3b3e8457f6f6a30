import { describe, expect, it } from '@jest/globals';
import { aliasRefusal } from './alias-refusal.ts';

describe('aliasRefusal', () => {
  const model = { team: 'vision', name: 'iris', path: 'teams/vision/models/iris' };

  it('says how to propose what it refuses', () => {
    expect(aliasRefusal({ protectedAliases: [{ alias: 'champion' }] }, model, 'champion')).toBe(
      'The alias champion of model iris is protected. Propose the change by slipway promote --propose, or by editing ' +
        'teams/vision/models/iris.yaml in a pull request to the environment repository, or let a maintainer of team vision ' +
        'promote it.',
    );
  });

  it('leaves other aliases, teams and models alone', () => {
    for (const rule of [
      { alias: 'shadow' },
      { alias: 'champion', teams: ['speech'] },
      { alias: 'champion', models: ['rose*'] },
    ])
      expect(aliasRefusal({ protectedAliases: [rule] }, model, 'champion')).toBeUndefined();
  });
});

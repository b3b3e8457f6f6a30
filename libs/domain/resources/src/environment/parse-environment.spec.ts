import { describe, expect, it } from '@jest/globals';
import type { Environment } from './environment.ts';
import { parseEnvironment } from './parse-environment.ts';

const head = 'apiVersion: slipway.dev/v1\nkind: Environment\nmetadata:\n  name: environment\n';
const parse = (spec: string): Environment['spec'] => parseEnvironment('slipway.yaml', head + spec).spec;

const builds = { image: 'docker.io/moby/buildkit:v0.34.2' };

describe('parseEnvironment', () => {
  it('has no rules unless they are written', () => {
    const none = { registry: { protectedAliases: [] }, owners: [], changes: [], builds, notifications: [] };
    expect(['', 'spec: {}\n', 'spec:\n  registry: {}\n'].map(parse)).toEqual([none, none, none]);
  });

  it('reads owners, whose patterns are those of CODEOWNERS', () => {
    const rules = (pattern: string): string =>
      `spec:\n  owners:\n    - { pattern: ${JSON.stringify(pattern)}, owners: [alice, "@acme/platform"] }\n`;
    expect(parse(rules('/clusters/')).owners).toEqual([
      { pattern: '/clusters/', owners: ['alice', '@acme/platform'] },
    ]);
    for (const pattern of ['!teams/', '[ab].yaml', '#x', '', ' /teams/']) {
      expect(() => parse(rules(pattern))).toThrow('spec.owners[0].pattern');
    }
  });

  it('reads protected aliases', () => {
    expect(
      parse(
        'spec:\n  registry:\n    protectedAliases:\n      - { alias: champion, teams: [vision], models: [prod-*] }\n',
      ),
    ).toEqual({
      registry: { protectedAliases: [{ alias: 'champion', teams: ['vision'], models: ['prod-*'] }] },
      owners: [],
      changes: [],
      builds,
      notifications: [],
    });
  });

  it.each([
    [
      'spec:\n  registry:\n    protectedAlias: []\n',
      'slipway.yaml:7:5: spec.registry.protectedAlias: unknown field "protectedAlias"',
    ],
    [
      'spec:\n  registry:\n    protectedAliases: [{ alias: "a b" }]\n',
      'slipway.yaml:7:33: spec.registry.protectedAliases[0].alias: "a b" is not an alias: letters, digits, _ and -',
    ],
    ['---\nkind: Environment\n', 'slipway.yaml: the file holds more than one document'],
  ])('refuses %j where it is wrong', (spec, message) => {
    expect(() => parse(spec)).toThrow(message);
  });

  it('refuses an empty file', () => {
    expect(() => parseEnvironment('slipway.yaml', '# nothing\n')).toThrow(
      'slipway.yaml: the file holds nothing',
    );
  });
});

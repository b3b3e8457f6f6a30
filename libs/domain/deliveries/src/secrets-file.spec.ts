import { describe, expect, it } from '@jest/globals';
import { secretsIn, withSecret } from './secrets-file.ts';

const [old, other, fresh] = ['o'.repeat(32), 'x'.repeat(32), 'f'.repeat(32)] as const;

describe('a secret that is added to a file of secrets', () => {
  it('is the first, where there was no file', () => {
    const content = withSecret(undefined, 'secrets.json', { secret: fresh, owner: 'acme' });
    expect(secretsIn(content, 'secrets.json')).toEqual({
      ...{ default: [fresh], organizations: new Map(), repositories: new Map() },
    });
  });

  it('comes before those that are there, by default and where its owner has others', () => {
    const before = JSON.stringify({
      ...{ default: [old], organizations: { Acme: [old], globex: [other] } },
      repositories: { 'acme/environment': [old], 'globex/acme': [other] },
    });
    expect(JSON.parse(withSecret(before, 'secrets.json', { secret: fresh, owner: 'acme' }))).toEqual({
      ...{ default: [fresh, old], organizations: { Acme: [fresh, old], globex: [other] } },
      repositories: { 'acme/environment': [fresh, old], 'globex/acme': [other] },
    });
  });

  it('is there once, however often it is added', () => {
    const once = withSecret(undefined, 'secrets.json', { secret: fresh, owner: undefined });
    expect(withSecret(once, 'secrets.json', { secret: fresh, owner: undefined })).toBe(once);
  });

  it('is refused where there are ten, and in a file of something else, without naming one', () => {
    const full = JSON.stringify({
      default: Array.from({ length: 10 }, (_, place) => `${old}${String(place)}`),
    });
    const add = (content: string) => () =>
      withSecret(content, 'secrets.json', { secret: fresh, owner: 'acme' });
    expect(add(full)).toThrow(
      'secrets.json has 10 secrets in default, the most it takes: remove those that are no longer in use',
    );
    expect(add(`["${old}"`)).toThrow('cannot read the webhook secrets in secrets.json');
    expect(add(`["${old}"`)).not.toThrow(old);
  });
});

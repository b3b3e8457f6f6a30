import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock, UnavailableError } from '@slipway/kernel';
import { gitSignIn } from './git-sign-in.ts';
import { GitHubDouble } from './testing/index.ts';

let double: GitHubDouble;
beforeEach(async () => {
  double = await GitHubDouble.start();
  double.addRepository('acme/environment', '/nowhere');
});
afterEach(async () => {
  await double.close();
});

const signIn = (
  repositoryUrl = 'https://github.com/Acme/environment.git',
  right: 'read' | 'write' = 'write',
): ReturnType<typeof gitSignIn> =>
  gitSignIn({
    ...{
      credentials: { kind: 'app', appId: double.appId, privateKey: double.privateKey },
      apiUrl: double.url,
    },
    ...{ repositoryUrl, right, clock: systemClock },
  });

describe('git as an App', () => {
  it('signs in by a token for the contents of the one repository, asked for once while it is good', async () => {
    const credentials = signIn();
    const first = await credentials();
    expect(first).toEqual({ username: 'x-access-token', password: 'ghs_0' });
    expect(await credentials()).toEqual(first);
    await signIn(undefined, 'read')();
    expect(double.issued).toEqual([{ contents: 'write' }, { contents: 'read' }]);
  });

  it('waits while the App may not, and goes on when it may', async () => {
    const credentials = signIn();
    double.app.suspendedAt = '2026-11-01T12:00:00Z';
    await expect(credentials()).rejects.toThrow(UnavailableError);
    await expect(credentials()).rejects.toThrow(
      'the App 4711 gets no token to write acme/environment: slipway github check says why',
    );
    double.app.suspendedAt = undefined;
    double.app.permissions = { metadata: 'read', contents: 'read' };
    await expect(credentials()).rejects.toThrow(UnavailableError);
    double.app.permissions = { metadata: 'read', contents: 'write' };
    expect(await credentials()).toMatchObject({ username: 'x-access-token' });
    await expect(signIn('https://github.com/acme/other.git')()).rejects.toThrow(UnavailableError);
  });

  it.each([
    'git@github.com:acme/environment.git',
    '/srv/environment.git',
    'https://github.com/environment.git',
  ])('does not open %s', (url) => {
    expect(() => signIn(url)).toThrow(`an App does not open ${url}`);
  });
});

import { describe, expect, it } from '@jest/globals';
import { gitEnvironment } from './git-environment.ts';
import { checkRemote, remoteEnvironment } from './remote-access.ts';
import { tidy } from './run-git.ts';

describe('checkRemote', () => {
  it.each([
    'https://github.com/o/r.git',
    'http://127.0.0.1:8080/git/environment.git',
    'ssh://git@github.com/o/r.git',
    'git@github.com:o/r.git',
    '/srv/environment.git',
  ])('takes %s', (url) => {
    expect(() => {
      checkRemote({ url });
    }).not.toThrow();
  });

  it.each([
    '',
    '--upload-pack=touch /tmp/x',
    'ext::sh -c id',
    'https://a b',
    'https://x\n',
    'https://token@github.com/o/r.git',
    'https://u:p@github.com/o/r.git',
  ])('refuses %j and does not repeat it', (url) => {
    expect(() => {
      checkRemote({ url });
    }).toThrow(/^the address of the git remote (?:is not valid|holds credentials: give them apart from it)$/);
  });
});

describe('the environment of a git process', () => {
  it('holds credentials as a setting for one address, and nothing of ours but the path', async () => {
    process.env.SLIPWAY_TEST_SECRET = 'x';
    const environment = gitEnvironment(
      await remoteEnvironment({
        url: 'https://git.example/r.git',
        credentials: () => Promise.resolve({ username: 'u', password: 'p' }),
      }),
    );
    delete process.env.SLIPWAY_TEST_SECRET;
    const settings = Object.entries(environment);
    const at =
      settings
        .find(([, value]) => value === 'http.https://git.example/r.git.extraHeader')?.[0]
        .replace('KEY', 'VALUE') ?? '';
    expect(environment[at]).toBe(`Authorization: Basic ${Buffer.from('u:p').toString('base64')}`);
    expect(settings.find(([, value]) => value === 'http.followRedirects')).toBeDefined();
    expect(environment.SLIPWAY_TEST_SECRET).toBeUndefined();
    expect(environment.GIT_TERMINAL_PROMPT).toBe('0');
  });

  it('passes proxies on to what talks to a remote only', () => {
    process.env.NO_PROXY ??= 'localhost';
    expect(gitEnvironment({ network: true }).NO_PROXY).toBe(process.env.NO_PROXY);
    expect(gitEnvironment().NO_PROXY).toBeUndefined();
  });
});

describe('tidy', () => {
  it('makes one bounded line without user information', () => {
    expect(tidy('fatal: unable to access\n  https://u:secret@git.example/r.git\n')).toBe(
      'fatal: unable to access https://git.example/r.git',
    );
    expect(tidy('x'.repeat(9999))).toHaveLength(500);
  });
});

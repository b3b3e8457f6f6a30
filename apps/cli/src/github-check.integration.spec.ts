import { describe, expect, it } from '@jest/globals';
import { useGithub } from './testing/github-bench.ts';
import type { Finding } from '@slipway/kernel';

const bench = useGithub();

async function findings(): Promise<{ readonly code: number; readonly found: readonly Finding[] }> {
  const { code, stdout } = await bench.cli('github', 'check', '--json');
  return { code, found: (JSON.parse(stdout) as { findings: Finding[] }).findings };
}

const problems = async (): Promise<readonly (readonly [string, string])[]> =>
  (await findings()).found
    .filter(({ result }) => result === 'problem')
    .map(({ check, found }) => [check, found.replaceAll(bench.folder, '')] as const);

describe('slipway github check', () => {
  it('ends with 0 when all is well, and says what it has looked at', async () => {
    const { code, stdout } = await bench.cli('github', 'check');
    expect(stdout).not.toMatch(/problem|note/);
    expect(code).toBe(0);
    for (const check of ['secrets', 'key', 'clock', 'app', 'installed', 'permissions', 'events', 'branch'])
      expect(stdout).toMatch(new RegExp(`^ok +${check} `, 'm'));
    expect(stdout).toContain('https://slipway.example/webhooks/github');
  });

  it('never shows a secret', async () => {
    const { stdout, stderr } = await bench.cli('github', 'check', '--json');
    expect(stdout + stderr).not.toContain('0123456789abcdef');
    expect(stdout + stderr).not.toContain('PRIVATE KEY');
  });

  it('ends with 1 and says what to do when there is a problem', async () => {
    bench.double.app.suspendedAt = '2026-11-01T12:00:00Z';
    const { code, stdout } = await bench.cli('github', 'check');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^problem {2}installed +in acme\/environment, but suspended.*\n +→ unsuspend it at /m,
    );
  });

  it('looks at each App with what its part needs, and says which it is', async () => {
    await bench.write('committer.pem', bench.double.privateKey);
    bench.env.SLIPWAY_ENVIRONMENT_APP_ID = bench.double.appId;
    bench.env.SLIPWAY_ENVIRONMENT_APP_KEY_FILE = 'app.pem';
    expect((await findings()).found.filter(({ check }) => check === 'permissions')).toMatchObject([
      { result: 'ok', found: expect.stringContaining('contents: write') as unknown },
    ]);
    bench.env.SLIPWAY_ENVIRONMENT_APP_KEY_FILE = 'committer.pem';
    bench.double.app.permissions = { ...bench.double.app.permissions, contents: 'read' };
    expect(await problems()).toEqual([
      [
        'checks+deploy permissions',
        'Repository: Contents (read and write) is missing: git fetches what is proposed, and files of commits are read; branches of proposals, and merges that are asked for',
      ],
      ['committer permissions', 'Repository: Contents (read and write) is missing: git pushes to the branch'],
    ]);
    bench.env.SLIPWAY_GITHUB_DEPLOY_APP_KEY_FILE = 'app.pem';
    expect(await problems()).toContainEqual(['settings', 'SLIPWAY_GITHUB_DEPLOY_APP_ID is not set']);
  });

  it('tells what is not set', async () => {
    bench.env.SLIPWAY_GITHUB_APP_ID = undefined;
    expect(await problems()).toEqual([['settings', 'SLIPWAY_GITHUB_APP_ID is not set']]);
    bench.env.SLIPWAY_GITHUB_APP_KEY_FILE = '';
    bench.env.SLIPWAY_ENVIRONMENT_URL = '/srv/environment.git';
    expect(await problems()).toEqual([
      ['settings', 'SLIPWAY_GITHUB_APP_ID and SLIPWAY_GITHUB_APP_KEY_FILE are not set'],
      ['settings', 'SLIPWAY_ENVIRONMENT_URL is /srv/environment.git'],
    ]);
    bench.env.SLIPWAY_GITHUB_API_URL = 'github';
    const { code, stderr } = await bench.cli('github', 'check');
    expect(code).toBe(3);
    expect(stderr).toContain('SLIPWAY_GITHUB_API_URL');
  });

  it('tells a key that is missing, is none, or is open to all', async () => {
    await bench.write('app.pem', bench.double.privateKey, 0o644);
    expect(await problems()).toEqual([['key', '/app.pem is open to all users of this machine']]);
    await bench.write('app.pem', 'what is this');
    expect(await problems()).toEqual([['key', '/app.pem holds no RSA private key']]);
    bench.env.SLIPWAY_GITHUB_APP_KEY_FILE = 'elsewhere.pem';
    expect(await problems()).toEqual([['key', 'there is no file /elsewhere.pem']]);
    bench.env.SLIPWAY_GITHUB_APP_KEY_FILE = '.';
    expect(await problems()).toEqual([['key', ' can not be read: EISDIR']]);
  });

  it('tells a file of secrets that the service would not take, or would not find one in', async () => {
    await bench.write(
      'secrets.json',
      JSON.stringify({ default: ['0123456789abcdef0123456789abcdef'] }),
      0o604,
    );
    expect(await problems()).toEqual([['secrets', '/secrets.json is open to all users of this machine']]);
    await bench.write('secrets.json', '{"default": ["too short"]}');
    expect(await problems()).toEqual([
      [
        'secrets',
        '/secrets.json is no file of webhook secrets; default.0: a secret has 16 characters at least',
      ],
    ]);
    await bench.write('secrets.json', '{}');
    expect(await problems()).toEqual([['secrets', '/secrets.json has none for acme/environment']]);
    bench.env.SLIPWAY_WEBHOOK_SECRETS_FILE = undefined;
    expect(await problems()).toEqual([['secrets', 'there is no file /.slipway/webhook-secrets.json']]);
  });

  it('tells a clock that is five minutes off', async () => {
    bench.double.now = () => new Date(Date.now() + 300_000);
    expect(await problems()).toEqual([
      ['clock', "5 min behind GitHub's: GitHub takes what an App signs for 60 s only"],
    ]);
  });

  it('tells a permission that is missing, and an App that is not installed', async () => {
    bench.double.app.revoke('checks');
    expect(await problems()).toEqual([
      ['permissions', 'Repository: Checks (read and write) is missing: slipway/plan and slipway/reviews'],
    ]);
    bench.env.SLIPWAY_ENVIRONMENT_URL = 'git@github.com:acme/elsewhere.git';
    expect(await problems()).toEqual([['installed', 'not in acme/elsewhere']]);
  });
});

import { request } from 'node:http';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemClock, type Clock } from '@slipway/kernel';
import { Interruption } from './exit-codes.ts';
import { formIn, open } from './testing/browser.ts';
import { Captured, slipway, stoppedClock, type Result } from './testing/command-line.ts';
import { useGithub } from './testing/github-bench.ts';

const bench = useGithub();
const usual = ['--organisation', 'acme', '--url', 'https://slipway.example'];

class Heard extends Captured {
  readonly #more = new EventTarget();

  override _write(chunk: Buffer, encoding: BufferEncoding, done: () => void): void {
    super._write(chunk, encoding, done);
    this.#more.dispatchEvent(new Event('more'));
  }

  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.text());
      if (found) return found;
      await new Promise((resolve) => {
        this.#more.addEventListener('more', resolve, { once: true });
      });
    }
  }
}

interface Running {
  readonly stderr: Heard;
  /** Of the page to begin at. */
  readonly page: Promise<string>;
  readonly ended: Promise<Result>;
  readonly stop: AbortController;
}

const running: Running[] = [];
afterEach(async () => {
  for (const { stop, ended } of running.splice(0)) {
    stop.abort(new Interruption('SIGINT'));
    await ended;
  }
});

function setup(args: readonly string[], clock: Clock = systemClock): Running {
  const [stdout, stderr, stop] = [new Captured(), new Heard(), new AbortController()];
  const ended = slipway(['github', 'setup', ...args], {
    ...{ env: bench.env, cwd: bench.folder, clock, stdout, stderr, signal: stop.signal },
  }).then(({ code }) => ({ code, stdout: stdout.text(), stderr: stderr.text() }));
  const page = stderr.until(/Open (http:\S+) in a browser/).then(([, url = '']) => url);
  running.push({ stderr, page, ended, stop });
  return { stderr, page, ended, stop };
}

/** As a person does: opens the page, sends its form to GitHub, presses the button there. @returns where GitHub leads to */
async function pressThrough(page: string): Promise<string> {
  const { action, manifest } = formIn((await open(page)).page);
  return bench.double.manifests.register(action, manifest);
}

const at = (name: string): string => path.join(bench.folder, 'out', name);
const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;

describe('slipway github setup', () => {
  it('makes an App by the browser, keeps its secrets in files, and prints the variables that make github check content', async () => {
    const { page, ended } = setup([...usual, '--out', 'out']);
    const done = await open(await pressThrough(await page));
    expect(done).toMatchObject({ status: 200 });
    expect(done.page).toContain('slipway-acme is made. All is done here');
    const { code, stdout, stderr } = await ended;
    expect(stdout).toBe(
      [
        'SLIPWAY_ENVIRONMENT_URL=https://github.com/acme/environment.git',
        'SLIPWAY_GITHUB_APP_ID=4711',
        `SLIPWAY_GITHUB_APP_KEY_FILE=${at('github-app.pem')}`,
        'SLIPWAY_ENVIRONMENT_APP_ID=4711',
        `SLIPWAY_ENVIRONMENT_APP_KEY_FILE=${at('github-app.pem')}`,
        `SLIPWAY_WEBHOOK_SECRETS_FILE=${at('webhook-secrets.json')}`,
        'SLIPWAY_PUBLIC_URL=https://slipway.example',
        `SLIPWAY_GITHUB_API_URL=${bench.double.url}`,
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
    expect(stderr).toContain('1. install slipway-acme in the environment repository, and in no other:');
    expect(stderr).toContain('https://github.com/apps/slipway-acme/installations/new');
    const { privateKey, manifests } = bench.double;
    expect(await readFile(at('github-app.pem'), 'utf8')).toBe(privateKey);
    expect(JSON.parse(await readFile(at('webhook-secrets.json'), 'utf8'))).toEqual({
      default: [manifests.webhookSecret],
    });
    expect([await modeOf(at('github-app.pem')), await modeOf(at('webhook-secrets.json'))]).toEqual([
      0o600, 0o600,
    ]);
    for (const text of [stdout, stderr, done.page])
      for (const secret of [manifests.webhookSecret, 'PRIVATE KEY', '1726be1638095a19'])
        // the last is the client secret
        expect(text).not.toContain(secret);
    for (const line of stdout.trim().split('\n')) {
      const [name = '', value] = line.split('=');
      bench.env[name] = value;
    }
    const check = await bench.cli('github', 'check');
    expect([check.code, check.stdout]).toEqual([0, expect.not.stringMatching(/problem|note/)]);
  });

  it('makes three Apps one after the other, each with the permissions of its part', async () => {
    bench.env.SLIPWAY_ENVIRONMENT_TOKEN = 'ghp_of-before';
    const { page, ended } = setup([...usual, '--out', 'out', '--apps', 'three', '--json']);
    let back = await pressThrough(await page);
    for (const place of ['2 of 3', '3 of 3']) {
      const next = await open(back);
      expect(next.page).toContain(`App ${place} of Slipway may do this`);
      const { action, manifest } = formIn(next.page);
      back = bench.double.manifests.register(action, manifest);
    }
    await open(back);
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(0);
    expect(stderr).toContain('without SLIPWAY_ENVIRONMENT_TOKEN, which the App replaces');
    expect(bench.double.manifests.made.map((made) => [made.name, made.default_permissions.contents])).toEqual(
      [
        ['slipway-acme-checks', 'write'],
        ['slipway-acme-committer', 'write'],
        ['slipway-acme-deploy', undefined],
      ],
    );
    expect(JSON.parse(stdout)).toMatchObject({
      apps: [
        { part: 'checks', id: 4711, keyFile: at('github-app-checks.pem') },
        { part: 'committer', id: 4712, keyFile: at('github-app-committer.pem') },
        { part: 'deploy', id: 4713, keyFile: at('github-app-deploy.pem') },
      ],
      environment: {
        SLIPWAY_GITHUB_APP_ID: '4711',
        SLIPWAY_ENVIRONMENT_APP_ID: '4712',
        SLIPWAY_GITHUB_DEPLOY_APP_KEY_FILE: at('github-app-deploy.pem'),
      },
    });
  });

  it('adds the secret before those that are in the file, also where the organisation has its own', async () => {
    await bench.write(
      'secrets.json',
      JSON.stringify({
        default: ['a'.repeat(32)],
        repositories: { 'Acme/environment': ['b'.repeat(32)], 'x/y': ['c'.repeat(32)] },
      }),
      0o644,
    );
    const { page, ended } = setup(usual);
    await open(await pressThrough(await page));
    expect((await ended).code).toBe(0);
    const { webhookSecret } = bench.double.manifests;
    const file = path.join(bench.folder, 'secrets.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      default: [webhookSecret, 'a'.repeat(32)],
      repositories: { 'Acme/environment': [webhookSecret, 'b'.repeat(32)], 'x/y': ['c'.repeat(32)] },
    });
    expect(await modeOf(file)).toBe(0o600);
  });

  it('does not take a redirect with another state, and goes on waiting for the right one', async () => {
    const { page, ended, stderr } = setup(usual);
    const back = new URL(await pressThrough(await page));
    const state = back.searchParams.get('state') ?? '';
    for (const wrong of ['', 'x', `${state}x`, state.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))]) {
      back.searchParams.set('state', wrong);
      expect((await open(back.href)).status).toBe(403);
    }
    await stderr.until(/a call of the page was not taken: its state is not that of the form/);
    back.searchParams.set('state', state);
    back.searchParams.set('code', 'no code/../');
    expect((await open(back.href)).status).toBe(400);
    expect((await open(new URL('/elsewhere', back).href)).status).toBe(404);
    expect(bench.double.requests.length).toBe(0);
    back.searchParams.set('code', 'a180b1a3d263c81bc6441d7b990bae27d4c10671');
    expect((await open(back.href)).status).toBe(200);
    expect((await ended).code).toBe(0);
  });

  it('answers nobody who calls it by another name', async () => {
    const { page } = setup(usual);
    const call = request(await page, { headers: { host: 'evil.example' } }).end();
    const [answer] = (await once(call, 'response')) as [{ statusCode: number; resume: () => void }];
    answer.resume();
    expect(answer.statusCode).toBe(421);
  });

  it('says what to do when the code is used up or too old', async () => {
    const { page, ended } = setup([...usual, '--out', 'out']);
    const back = await pressThrough(await page);
    bench.double.manifests.expireCodes();
    const { status, page: shown } = await open(back);
    expect([status, shown]).toEqual([500, expect.stringContaining('GitHub does not take the code')]);
    const { code, stdout, stderr } = await ended;
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('it is good once and for an hour. Delete the App that was made');
    await expect(stat(at('github-app.pem'))).rejects.toThrow('ENOENT');
  });

  it('says the same of a code that GitHub finds wrong, and tries again when it did not answer', async () => {
    const { page, ended } = setup(usual);
    const back = await pressThrough(await page);
    bench.double.plan({ status: 502 });
    expect(await open(back)).toMatchObject({ status: 502 });
    bench.double.plan({ status: 422, body: '{"message":"Validation Failed"}' });
    expect(await open(back)).toMatchObject({ status: 500 });
    expect((await ended).stderr).toContain('GitHub does not take the code');
  });

  it('ends when nobody comes back for ten minutes, and at Ctrl-C', async () => {
    const { ended } = setup(usual, stoppedClock());
    expect(await ended).toMatchObject({ code: 6, stdout: '' });
    expect((await ended).stderr).toContain('nobody has come back from GitHub within 10 minutes');
    const interrupted = setup(usual);
    await interrupted.page;
    interrupted.stop.abort(new Interruption('SIGINT'));
    expect(await interrupted.ended).toMatchObject({ code: 130, stdout: '' });
  });

  it('prints what GitHub would make the App of, and asks nobody', async () => {
    const { code, stdout } = await bench.cli('github', 'setup', ...usual, '--dry-run');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      register: `${bench.double.url}/organizations/acme/settings/apps/new`,
      apps: [{ part: 'all', manifest: { name: 'slipway-acme', public: false } }],
    });
    expect(bench.double.requests).toEqual([]);
  });

  it('refuses before it asks GitHub what it could not keep', async () => {
    await bench.write('github-app.pem', 'of another App');
    const refused = await bench.cli('github', 'setup', ...usual, '--out', '.');
    expect(refused.code).toBe(7);
    expect(refused.stderr).toContain('github-app.pem is there already');
    expect(await bench.cli('github', 'setup', ...usual, '--out', 'app.pem')).toMatchObject({ code: 3 });
    await bench.write('secrets.json', '{"default": 1}');
    expect(await bench.cli('github', 'setup', ...usual)).toMatchObject({ code: 3 });
  });

  it.each([
    [[], 'at which address does GitHub reach Slipway?'],
    [['--url', 'slipway.example'], 'expected https://slipway.example'],
    [['--url', 'https://slipway.example', '--organisation', 'a/b'], 'is no organisation'],
    [['--url', 'https://slipway.example', '--name', 'n'.repeat(35)], 'GitHub takes 34 characters'],
    [['--url', 'https://slipway.example', '--apps', 'two'], 'Allowed choices are one, three.'],
  ])('with %j says what is wrong', async (args, text) => {
    bench.env.SLIPWAY_PUBLIC_URL = undefined;
    const { code, stderr } = await bench.cli('github', 'setup', ...args);
    expect([2, 3]).toContain(code);
    expect(stderr).toContain(text);
  });
});

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { slipway, type Result } from './testing/command-line.ts';

const run = promisify(execFile);
const digits = 'teams/demo/jobs/digits.yaml';
const job = (image: string): string =>
  `apiVersion: slipway.dev/v1\nkind: Job\nmetadata: { name: digits, team: demo }\nspec:\n  image: ${image}\n  command: [python, train.py]\n`;

let folder: string;
const cli = (...args: string[]): Promise<Result> => slipway(args, { cwd: folder });
const git = (...args: string[]): Promise<unknown> =>
  run('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args]);

async function file(name: string, content: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  await writeFile(path.join(folder, name), content);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-plan-'));
  expect((await slipway(['init', '.'], { cwd: folder })).code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('plan', () => {
  it('finds the repository that init made right', async () => {
    const { code, stdout } = await cli('plan');
    expect([code, stdout]).toEqual([0, 'ok: The change is right. 0 added, 0 changed, 0 removed.\n']);
  });

  it('judges files that are not committed, by the policies that init wrote', async () => {
    await file(digits, job('python:latest'));
    const { code, stdout, stderr } = await cli('plan');
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain('+ Job demo/digits\n');
    expect(stdout).toContain(`failure ${digits}:5:10 policy no-latest-image: spec.image: name the version`);
    expect(stdout).toMatch(/\ndenied: Policies deny the change\. 1 added, 0 changed, 0 removed\.\n$/);
  });

  it('says the same of a commit in every form, and of a bare repository', async () => {
    await file(digits, job('python:3.13'));
    await git('checkout', '--quiet', '-b', 'change');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'digits');
    const text = await cli('plan', '--head', 'change');
    expect([text.code, text.stderr]).toEqual([0, '']);
    expect(await cli('plan', '--head', 'change')).toEqual(text);
    expect((await cli('plan')).stdout).toBe(text.stdout);
    const json = JSON.parse((await cli('plan', '--head', 'change', '--json')).stdout) as Record<
      string,
      unknown
    >;
    expect(json).toMatchObject({ verdict: 'ok', resources: [{ action: 'added', file: digits }] });
    expect((await cli('plan', '--head', 'change', '--markdown')).stdout).toMatch(/^## Slipway plan: ok\n/);
    expect((await cli('plan', '-o', 'name')).stdout).toBe('Job/demo/digits\n');
    await git('clone', '--quiet', '--bare', '.', 'bare.git');
    const bare = await cli('plan', '--repository', 'bare.git', '--head', 'change');
    expect(bare.stdout).toBe(text.stdout);
    await rm(path.join(folder, 'bare.git'), { recursive: true });
  });

  it('leaves out what others have brought to the base since', async () => {
    await git('checkout', '--quiet', 'main');
    await file('README.md', 'new\n');
    await git('commit', '--quiet', '--all', '--message', 'meanwhile');
    await git('checkout', '--quiet', 'change');
    expect((await cli('plan', '-o', 'name')).stdout).toBe('Job/demo/digits\n');
    expect((await cli('plan', '--json')).stdout).not.toContain('README');
  });

  it('ends with 1 and the place of a file that can not be read', async () => {
    await file(digits, Buffer.from([0xff, 0x0a]));
    const { code, stdout } = await cli('plan');
    expect(code).toBe(1);
    expect(stdout).toContain(`failure ${digits}:1 not readable: the file is not UTF-8: save it as UTF-8`);
    expect(stdout).toMatch(/\ninvalid: The change is not valid\./);
  });

  it('says what to do when there is no such repository or revision, or two formats', async () => {
    const refused = async (...args: string[]): Promise<readonly [number, string]> => {
      const { code, stderr } = await cli('plan', ...args);
      return [code, stderr.split('\n')[0] ?? ''];
    };
    expect(await refused('--base', 'nowhere')).toEqual([
      3,
      expect.stringContaining('has no revision "nowhere"'),
    ]);
    expect(await refused('--repository', '/')).toEqual([3, expect.stringContaining('is no git repository')]);
    expect(await refused('--markdown', '--json')).toEqual([
      2,
      expect.stringContaining('leave one of them out'),
    ]);
  });
});

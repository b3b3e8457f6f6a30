import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RepositoryFinding } from '@slipway/changes';
import { slipway, type Result } from './testing/command-line.ts';

const run = promisify(execFile);

let folder: string;
const cli = (...args: string[]): Promise<Result> => slipway(['repo', ...args], { cwd: folder });
const git = async (...args: string[]): Promise<string> =>
  (await run('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args])).stdout;

async function files(contents: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(contents)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'test');
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-repo-'));
  expect((await slipway(['init', '.'], { cwd: folder })).code).toBe(0);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('repo doctor', () => {
  it('says of each limit how far the repository is from it, and what it can not know', async () => {
    const { code, stdout, stderr } = await cli('doctor');
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n').map((line) => line.trimEnd().split(/ {2,}/));
    expect(lines[0]).toEqual(['', 'LIMIT', 'FOUND', 'WHERE']);
    expect(lines.slice(1, -1).map(([level, limit]) => [level, limit])).toEqual([
      ['ok', 'directory width'],
      ['ok', 'directory depth'],
      ['ok', 'file size'],
      ['ok', 'repository size'],
      ['ok', 'branches'],
      ['ok', 'loose objects'],
      ['ok', 'packs'],
      ['unknown', 'pushes a minute'],
      ['unknown', 'open pull requests'],
    ]);
  });

  it('warns at half of a limit with what to do about it, and ends with 1 when one is reached', async () => {
    await files({ 'data/half.csv': 'x'.repeat(600_000) });
    const half = await cli('doctor');
    expect(half.code).toBe(0);
    expect(half.stdout).toMatch(
      /\nwarning {2}file size +585\.9 KiB of 1\.0 MiB {2}data\/half\.csv\n {9}→ keep it in an object store/,
    );
    await files({ 'data/whole.csv': 'x'.repeat(1_100_000) });
    const whole = await cli('doctor', '.', '--branch', 'main');
    expect(whole.code).toBe(1);
    expect(whole.stdout).toMatch(/\nproblem {2}file size +1\.0 MiB of 1\.0 MiB +data\/whole\.csv\n/);
    expect((await cli('doctor', '-o', 'name')).stdout).toBe(
      'file-size/data/whole.csv\nfile-size/data/half.csv\n',
    );
  });

  it('gives the same as data, also of a bare repository', async () => {
    await git('clone', '--quiet', '--bare', '.', 'bare.git');
    const { stdout } = await cli('doctor', 'bare.git', '--json');
    const data = JSON.parse(stdout) as { findings: RepositoryFinding[] };
    expect(data).toMatchObject({
      branch: 'main',
      commit: (await git('rev-parse', 'HEAD')).trim(),
      unknown: ['pushes', 'pull-requests'],
    });
    expect(data.findings.find(({ limit }) => limit === 'branches')).toEqual({
      ...{ limit: 'branches', level: 'ok', figure: 1, most: 5000 },
    });
  });

  it('colours levels on a terminal, and nowhere else', async () => {
    const coloured = await slipway(['repo', 'doctor'], {
      cwd: folder,
      isTerminal: { stdout: true, stderr: true },
    });
    expect(coloured.stdout).toContain('\u001B[32mok\u001B[39m');
    expect((await cli('doctor')).stdout).not.toContain('\u001B');
  });

  it('says what to do where there is no repository or no such branch', async () => {
    expect(await cli('doctor', '/')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('is no git repository: name a clone'),
    });
    expect(await cli('doctor', '--branch', 'none')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('has no branch "none" with a commit'),
    });
  });
});

describe('repo doctor --fix', () => {
  const result = 'teams/demo/studies/tune.result.yaml';

  it('names what is finished, and removes it by one commit when it is asked to', async () => {
    await files({ [result]: 'kind: StudyResult\n' });
    expect((await cli('doctor')).stdout).toContain(
      `\n1 file finished; slipway repo doctor --fix removes what nobody else does\n  ${result}  its Study is gone\n`,
    );
    const before = await git('rev-parse', 'HEAD');
    const dry = await cli('doctor', '--fix', '--dry-run');
    expect(dry.stdout).toContain(`\n1 file would be removed from main\n  ${result}  its Study is gone\n`);
    expect(await git('rev-parse', 'HEAD')).toBe(before);
    const { code, stdout } = await cli('doctor', '--fix');
    const made = (await git('rev-parse', 'HEAD')).trim();
    expect(code).toBe(0);
    expect(stdout).toContain(
      `\n1 file removed from main by ${made.slice(0, 12)}; push it if this is a clone\n`,
    );
    expect(await git('log', '-1', '--format=%P%n%s%n%ct')).toBe(
      `${before}Archive 1 finished file\n${String(Date.parse('2026-03-01T12:00:00Z') / 1000)}\n`,
    );
    expect(await git('status', '--short')).toBe('');
    expect((await cli('doctor', '--fix')).stdout).toMatch(/\n\nNothing is finished that nobody removes\.\n$/);
    expect(await git('rev-parse', 'HEAD')).toBe(`${made}\n`);
  });

  it('gives it as data', async () => {
    await files({ [result]: 'kind: StudyResult\n' });
    const data = async (...args: string[]): Promise<unknown> =>
      JSON.parse((await cli('doctor', '--json', ...args)).stdout);
    const finished = [{ path: result, why: 'its Study is gone' }];
    expect(await data()).toMatchObject({ finished });
    expect(await data('--fix', '--dry-run')).not.toHaveProperty('removedBy');
    expect(await data('--fix')).toMatchObject({
      finished,
      removedBy: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(await data()).toMatchObject({ finished: [] });
  });

  it('says that a dry run is one of --fix, and what to do about a branch that is not here', async () => {
    expect(await cli('doctor', '--dry-run')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--dry-run goes with --fix'),
    });
    await files({ [result]: 'kind: StudyResult\n' });
    await git('clone', '--quiet', '.', 'clone');
    await run('git', ['-C', path.join(folder, 'clone'), 'switch', '--quiet', '--create', 'mine']);
    await run('git', ['-C', path.join(folder, 'clone'), 'branch', '--quiet', '--delete', 'main']);
    expect(await cli('doctor', 'clone', '--branch', 'main', '--fix')).toMatchObject({
      code: 7,
      stderr: expect.stringContaining('run git switch main first'),
    });
  });
});

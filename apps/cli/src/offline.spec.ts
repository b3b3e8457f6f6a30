import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { formatResource, parseResources } from '@slipway/resources';
import { slipway, type Result } from './testing/command-line.ts';
import { version } from './version.ts';

const run = promisify(execFile);
let folder: string;

const cli = (...args: string[]): Promise<Result> => slipway(args, { cwd: folder });

async function files(root: string, contents: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(contents)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content);
  }
}

async function commit(repository: string): Promise<void> {
  const git = (...args: string[]): Promise<unknown> =>
    run('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args]);
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'test');
}

const team = 'apiVersion: slipway.dev/v1\nkind: Team\nmetadata:\n  name: demo\nspec: {}\n';
const cluster =
  'apiVersion: slipway.dev/v1\nkind: Cluster\nmetadata:\n  name: local\nspec:\n  provider: local\n  reconciler: local\n';
const job =
  'apiVersion: slipway.dev/v1\nkind: Job\nmetadata: { name: hello, team: demo }\nspec:\n  image: python:3.13\n  command: [python3, hello.py]\n  source: { files: [hello.py] }\n';

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'slipway-offline-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('diff', () => {
  let environment: string;
  beforeAll(async () => {
    environment = path.join(folder, 'environment');
    await files(folder, { 'job.yaml': job, 'hello.py': 'print("hello")\n' });
    await files(environment, { 'teams/demo/team.yaml': team, 'clusters/local/cluster.yaml': cluster });
    await commit(environment);
  });

  it('shows files and the run that a new Job would make, and ends with 1', async () => {
    const { code, stdout, stderr } = await cli('diff', '-f', 'job.yaml', '--environment', 'environment');
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toContain('+++ b/teams/demo/jobs/hello/hello.py\n@@ -0,0 +1 @@\n+print("hello")\n');
    expect(stdout).toContain('+kind: Job\n');
    expect(
      (await cli('diff', '-f', 'job.yaml', '--environment', 'environment', '-o', 'name')).stdout.split('\n'),
    ).toEqual([
      'clusters/local/runs/demo/2026-03-01/hello-00000000-1.yaml',
      'teams/demo/jobs/hello.yaml',
      'teams/demo/jobs/hello/hello.py',
      '',
    ]);
  });

  it('shows what a changed Job would change, and what it no longer names as deleted', async () => {
    const other = path.join(folder, 'changed');
    await files(other, {
      'teams/demo/team.yaml': team,
      'clusters/local/cluster.yaml': cluster,
      'teams/demo/jobs/hello/old.py': 'old\n',
      'teams/demo/jobs/hello/hello.py': 'print("hi")\n',
    });
    await commit(other);
    const { stdout } = await cli('diff', '-f', 'job.yaml', '--environment', other);
    expect(stdout).toContain('-print("hi")\n+print("hello")\n');
    expect(stdout).toContain('deleted file');
    const data = JSON.parse(
      (await cli('diff', '-f', 'job.yaml', '--environment', other, '--json')).stdout,
    ) as { files: { path: string; change: string }[] };
    expect(Object.fromEntries(data.files.map(({ path: name, change }) => [name, change]))).toMatchObject({
      'teams/demo/jobs/hello/hello.py': 'updated',
      'teams/demo/jobs/hello/old.py': 'deleted',
      'teams/demo/jobs/hello.yaml': 'created',
    });
  });

  it('ends with 0 and says nothing when nothing would change', async () => {
    const same = path.join(folder, 'same');
    await files(same, { 'teams/demo/team.yaml': team, 'clusters/local/cluster.yaml': cluster });
    await commit(same);
    const { stdout } = await cli('diff', '-f', 'job.yaml', '--environment', same, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      files: [{ change: 'created' }, { change: 'created' }, { change: 'created' }],
    });
    const [parsed] = parseResources('job.yaml', job);
    if (!parsed) throw new Error('the example holds no Job');
    await files(same, {
      'teams/demo/jobs/hello.yaml': formatResource(parsed),
      'teams/demo/jobs/hello/hello.py': 'print("hello")\n',
    });
    await run('git', ['-C', same, 'add', '--all']);
    await run('git', [
      '-C',
      same,
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@localhost',
      'commit',
      '--quiet',
      '-m',
      'applied',
    ]);
    expect(await cli('diff', '-f', 'job.yaml', '--environment', same)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('shows the namespace of a new team on each cluster', async () => {
    await files(folder, { 'red.yaml': team.replace('demo', 'red') });
    const { stdout } = await cli('diff', '-f', 'red.yaml', '--environment', 'environment', '-o', 'name');
    expect(stdout).toBe('clusters/local/teams/red/team.yaml\nteams/red/team.yaml\n');
  });

  it('takes the embedded repository of the data directory, or none', async () => {
    const data = path.join(folder, 'project/.slipway');
    await mkdir(data, { recursive: true });
    await run('git', ['clone', '--quiet', '--bare', environment, path.join(data, 'environment.git')]);
    await files(folder, { 'project/team.yaml': team });
    expect(
      (await slipway(['diff', '-f', 'team.yaml', '-o', 'name'], { cwd: path.join(folder, 'project') }))
        .stdout,
    ).not.toContain('cluster.yaml');
    const { code, stderr } = await cli('diff', '-f', 'job.yaml');
    expect(code).toBe(1);
    expect(stderr).toContain('no environment repository is here: everything is new');
    expect(stderr).toContain('which cluster its run goes to is decided when it is applied');
  });

  it('says when the repository or its revision does not exist', async () => {
    expect(await cli('diff', '-f', 'job.yaml', '--environment', 'nowhere')).toMatchObject({ code: 4 });
    expect(
      await cli('diff', '-f', 'job.yaml', '--environment', 'environment', '--revision', 'nope'),
    ).toMatchObject({ code: 3 });
    expect(
      await cli('diff', '-f', 'job.yaml', '--environment', 'environment', '--revision', '--output=x'),
    ).toMatchObject({ code: 3 });
    expect(await readdir(folder)).not.toContain('x^{tree}');
  });
});

describe('init', () => {
  it('makes a git repository with one commit from the template', async () => {
    const { code, stdout } = await cli('init', 'new/env');
    expect(code).toBe(0);
    expect(stdout).toBe(`${path.join(folder, 'new/env')}\n`);
    const { stdout: log } = await run('git', [
      '-C',
      path.join(folder, 'new/env'),
      'log',
      '--format=%s',
      'main',
    ]);
    expect(log).toBe('Start the environment repository\n');
    expect(await readFile(path.join(folder, 'new/env/slipway.yaml'), 'utf8')).toContain('slipway.dev/v1');
  });

  it.each(['flux', 'argocd'])('makes one with a cluster that %s applies', async (reconciler) => {
    const { code } = await cli(
      ...['init', reconciler, '--reconciler', reconciler, '--cluster', 'gpu-1', '--provider', 'aws'],
      ...['--repository-url', 'https://git.example.org/environment.git'],
    );
    expect(code).toBe(0);
    const { stdout } = await run('git', ['-C', path.join(folder, reconciler), 'ls-files']);
    expect(stdout.trim().split('\n')).toEqual([
      'README.md',
      'clusters/gpu-1/cluster.yaml',
      'clusters/gpu-1/platform/slipway.yaml',
      'clusters/gpu-1/reconciler/slipway.yaml',
      'clusters/gpu-1/runs/demo/origin.yaml',
      'clusters/gpu-1/teams/demo/team.yaml',
      'clusters/gpu-1/teams/origin.yaml',
      'policies/budgets.yaml',
      'policies/images.yaml',
      'policies/limits.yaml',
      'slipway.yaml',
      'teams/demo/team.yaml',
    ]);
  });

  it('wants to know where a cluster reads it', async () => {
    expect(await cli('init', 'nowhere', '--reconciler', 'flux')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--repository-url'),
    });
  });

  it('leaves a folder alone that is not empty', async () => {
    await files(folder, { 'full/kept': 'x' });
    expect(await cli('init', 'full')).toMatchObject({
      code: 7,
      stderr: 'error: full is not empty: name a new folder\n',
    });
    expect(await readdir(path.join(folder, 'full'))).toEqual(['kept']);
  });
});

describe('explain', () => {
  it('explains kinds and fields, and names the nearest', async () => {
    expect((await cli('explain')).stdout).toMatch(/^KIND .*\ncluster .*\njob .*\nstudy .*\nteam /);
    expect((await cli('explain', 'job.spec.retries')).stdout).toContain('PATH         job.spec.retries\n');
    expect(JSON.parse((await cli('explain', 'job.spec', '--json')).stdout)).toMatchObject({
      path: 'job.spec',
    });
    const { code, stderr } = await cli('explain', 'job.spec.retreis');
    expect(code).toBe(3);
    expect(stderr).toContain('retries');
  });
});

describe('version', () => {
  it('is that of the package', async () => {
    const manifest = JSON.parse(
      await readFile(path.resolve(import.meta.dirname, '../package.json'), 'utf8'),
    ) as { version: string };
    expect(version).toBe(manifest.version);
    expect((await cli('version')).stdout).toMatch(new RegExp(`^slipway ${version} \\(node `));
    expect((await cli('--version')).stdout).toBe(`${version}\n`);
  });
});

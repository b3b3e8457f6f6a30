import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { slipway } from './testing/command-line.ts';
import { exampleState, type FakeState } from './testing/example-state.ts';
import { usePlatform } from './testing/platform-bench.ts';

const bench = usePlatform();
const { cli, files } = bench;

describe('the connection', () => {
  it('is found in the connection file of the nearest data directory', async () => {
    await files({
      'project/.slipway/connection.json': JSON.stringify({ url: bench.url, token: 'admin-token' }),
      'project/deep/down/x': '',
    });
    expect(
      (await slipway(['get', 'teams', '-o', 'name'], { cwd: path.join(bench.folder, 'project/deep/down') }))
        .stdout,
    ).toBe('team/demo\n');
    expect(
      (await slipway(['get', 'teams', '-o', 'name', '--data', 'project/.slipway'], { cwd: bench.folder }))
        .stdout,
    ).toBe('team/demo\n');
  });

  it('never sends the token of the file to another server', async () => {
    await files({
      'project/.slipway/connection.json': JSON.stringify({ url: 'http://127.0.0.1:1', token: 'admin-token' }),
    });
    const result = await slipway(['get', 'teams', '--server', bench.url], {
      cwd: path.join(bench.folder, 'project'),
    });
    expect(result).toMatchObject({
      code: 5,
      stderr: 'error: a token is needed: send it as "Authorization: Bearer <token>"\n',
    });
  });

  it('that nothing names, or that does not answer, ends with 6 and a hint', async () => {
    expect(await slipway(['get', 'teams'], { cwd: '/' })).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('hint: start one with "slipway serve"'),
    });
    expect(await slipway(['get', 'teams', '--server', 'http://127.0.0.1:9'])).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('cannot reach http://127.0.0.1:9'),
    });
    expect((await slipway(['get', 'teams', '--server', 'nonsense'])).code).toBe(3);
  });

  it('with an unknown token or too few rights ends with 5', async () => {
    expect((await cli('get', 'teams', '--token', 'wrong')).code).toBe(5);
    const denied = await cli('cancel', 'run/digits-7k2m9q0x', '--token', 'viewer-token');
    expect(denied).toMatchObject({
      code: 5,
      stderr: 'error: viewer may not do this: it takes a contributor of team "demo"\n',
    });
  });

  it('file that can not be used is an error and not ignored', async () => {
    await files({ 'bad/.slipway/connection.json': '{"url": 5' });
    expect((await slipway(['get', 'teams'], { cwd: path.join(bench.folder, 'bad') })).code).toBe(3);
    if (process.getuid?.() === 0) return;
    await chmod(path.join(bench.folder, 'bad/.slipway/connection.json'), 0);
    expect((await slipway(['get', 'teams'], { cwd: path.join(bench.folder, 'bad') })).stderr).toContain(
      'cannot read',
    );
  });

  it('asks for a team when there are several', async () => {
    bench.state.teams = [
      ...bench.state.teams,
      { ...exampleState().teams[0], metadata: { name: 'red' } } as FakeState['teams'][number],
    ];
    expect(await cli('get', 'runs')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('which team? choose one by --team or SLIPWAY_TEAM: demo, red'),
    });
    expect((await cli('get', 'runs', '-t', 'demo', '-o', 'name')).code).toBe(0);
    expect((await cli('--team', 'demo', 'get', 'runs', '-o', 'name')).code).toBe(0);
    bench.state.teams = [];
    expect((await cli('get', 'runs')).code).toBe(4);
  });
});

describe('doctor', () => {
  it('finds a ready server and a good token, and a hint for each problem', async () => {
    const env = { SLIPWAY_URL: bench.url, SLIPWAY_TOKEN: 'admin-token' };
    const good = JSON.parse((await slipway(['doctor', '--json'], { env, cwd: bench.folder })).stdout) as {
      findings: { check: string; result: string; hint?: string }[];
    };
    expect(good.findings.map(({ check }) => check)).toEqual([
      'node',
      'git',
      'python3',
      'venv',
      'data',
      'server',
      'token',
    ]);
    expect(
      good.findings
        .filter(({ check }) => ['node', 'git', 'server', 'token'].includes(check))
        .map(({ result }) => result),
    ).toEqual(['ok', 'ok', 'ok', 'ok']);
    const bad = await slipway(['doctor'], { env: { SLIPWAY_URL: 'http://127.0.0.1:9' }, cwd: bench.folder });
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(/problem {2}server .*\n +→ is it running\?/);
    const denied = await slipway(['doctor'], { env: { ...env, SLIPWAY_TOKEN: 'x' }, cwd: bench.folder });
    expect(denied.stdout).toMatch(/problem {2}token +the token is not known here\n/);
  });
});

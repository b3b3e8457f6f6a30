import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { plainGit, temporaryDirectory, until } from '@slipway/testing';
import { slipwayProcess, type SlipwayProcess } from './testing/slipway-process.ts';

const slipway = (...args: string[]): SlipwayProcess => slipwayProcess(args);

describe('slipway serve', () => {
  it('runs the services it is given over embedded parts, answers the other commands, and stops cleanly', async () => {
    const directory = await temporaryDirectory();
    const data = path.join(directory.path, 'data');
    const server = slipway(
      'serve',
      'scheduler',
      'committer',
      '--port',
      '0',
      '--data',
      data,
      '--log-level',
      'warn',
    );
    try {
      await server.said('Slipway is ready at http://127.0.0.1:');
      const teams = slipway('get', 'teams', '--data', data, '--json');
      expect(JSON.parse(await teams.stdout)).toEqual({ items: [] });
      expect(await teams.ended).toEqual({ code: 0, stderr: '' });
      const doctor = slipway('doctor', '--data', data);
      expect(await doctor.stdout).toMatch(/^ok +server .*ready$/m);
    } finally {
      server.kill('SIGTERM');
      const { code, stderr } = await server.ended;
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(/^Slipway is ready.*\nCtrl-C stops it; the data stays\.\n$/),
      ]);
      await directory.remove();
    }
  });

  it('serves tuning alone', async () => {
    const directory = await temporaryDirectory();
    const data = path.join(directory.path, 'data');
    const server = slipway('serve', 'tuning', '--port', '0', '--data', data, '--log-level', 'warn');
    try {
      await server.said('Slipway is ready at http://127.0.0.1:');
      const { url, token } = JSON.parse(await readFile(path.join(data, 'connection.json'), 'utf8')) as {
        url: string;
        token: string;
      };
      const post = async (at: string, body: unknown): Promise<unknown> => {
        const answer = await fetch(`${url}/v1/teams/vision/studies${at}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
          body: JSON.stringify(body),
        });
        return answer.json();
      };
      const spec = {
        parameters: [{ name: 'lr', kind: 'float', low: 1e-5, high: 1, scale: 'log' }],
        objectives: [{ metric: 'loss', direction: 'minimize' }],
      };
      expect(await post('', { name: 'first', spec })).toMatchObject({ name: 'first', state: 'running' });
      expect(await post('/first/trials:ask', { worker: 'a' })).toMatchObject({ trials: [{ id: 0 }] });
    } finally {
      server.kill('SIGTERM');
      expect((await server.ended).code).toBe(0);
      await directory.remove();
    }
  });

  it('names the nearest service for one that there is not', async () => {
    const directory = await temporaryDirectory();
    const wrong = slipway('serve', 'comitter', '--data', path.join(directory.path, 'data'));
    expect(await wrong.ended).toEqual({
      code: 3,
      stderr: expect.stringContaining('did you mean committer?'),
    });
    await directory.remove();
  });

  it('serves MLflow alone: without a token to this machine, by tokens in teams, and writes its repository', async () => {
    const directory = await temporaryDirectory();
    const data = path.join(directory.path, 'data');
    const server = slipway('serve', 'model-registry', '--port', '0', '--data', data, '--log-level', 'warn');
    try {
      await server.said('Slipway is ready at http://127.0.0.1:');
      const { url } = JSON.parse(await readFile(path.join(data, 'connection.json'), 'utf8')) as {
        url: string;
      };
      expect(await (await fetch(`${url}/health`)).text()).toBe('OK');
      const create = (token?: string, root = url): Promise<Response> =>
        fetch(`${root}/api/2.0/mlflow/registered-models/create`, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify({ name: 'iris' }),
        });
      expect((await create()).status).toBe(200);

      const made = slipway('token', 'create', 'alice', '--team', 'vision', '--expires', '1h', '--data', data);
      const token = (await made.stdout).trim();
      await until('the server knows the token', async () => (await create(token)).status !== 401);
      expect((await create(token)).status).toBe(400);
      expect((await create(token, `${url}/teams/demo`)).status).toBe(403);
      expect((await create('slipway_unknown')).status).toBe(401);

      const log = () => plainGit(path.join(data, 'environment.git'), 'log', '--format=%s', 'main');
      await until(
        'both models are committed',
        async () =>
          (await log().catch(() => '')).split('\n').every((subject) => subject === 'Create model iris') &&
          (await log().catch(() => '')).split('\n').length === 2,
      );
    } finally {
      server.kill('SIGTERM');
      expect((await server.ended).code).toBe(0);
      await directory.remove();
    }
  });
});

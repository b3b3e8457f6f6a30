import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, StudySpec, studyEndpoints, type Client, type Study } from '@slipway/contracts';
import {
  startSlipway,
  temporaryDirectory,
  until,
  type SlipwayServer,
  type TemporaryDirectory,
} from '@slipway/testing';
import { buildRunner } from './build-runner.ts';
import { inEmptyRoot, node, runnerAt, type RootedProcess } from './testing/empty-root.ts';

/** Says the names of its variables, and the square of its parameter. */
const squares = `
console.log('variables ' + Object.keys(process.env).sort().join(' '));
console.log('slipway-metric loss=' + JSON.parse(process.env.SLIPWAY_PARAMETERS).x ** 2);
`;
const waits = "console.log('it waits'); setInterval(() => {}, 1000)";

describe('the runner, where there is nothing else', () => {
  let directory: TemporaryDirectory;
  let server: SlipwayServer;
  let client: Client;
  let token: string;
  let runner: string;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    runner = path.join(directory.path, 'runner');
    await buildRunner(runner);
    server = await startSlipway('tuning', path.join(directory.path, 'data'));
    const connection = await readFile(path.join(directory.path, 'data/connection.json'), 'utf8');
    ({ token } = JSON.parse(connection) as { token: string });
    client = createClient({ url: server.url, token });
  }, 360_000);
  afterAll(async () => {
    await server.stop();
    await directory.remove();
  });

  async function study(name: string): Promise<void> {
    const spec = StudySpec.parse({
      parameters: [{ name: 'x', kind: 'float', low: -1, high: 1 }],
      objectives: [{ metric: 'loss', direction: 'minimize' }],
      stop: { trials: 3 },
    });
    await client.call(studyEndpoints.createStudy, { params: { team: 'vision' }, body: { name, spec } });
  }
  const found = (name: string): Promise<Study> =>
    client.call(studyEndpoints.getStudy, { params: { team: 'vision', name } });
  const worker = (name: string, script: string): Promise<RootedProcess> => {
    const command = [...node, `${runnerAt}/slipway.mjs`, 'study', 'run', name, '--pass=env', '--'];
    const env = { SLIPWAY_URL: server.url, SLIPWAY_TOKEN: token, SLIPWAY_TEAM: 'vision' };
    return inEmptyRoot(directory.path, runner, [...command, ...node, '-e', script], {
      ...{ ...env, PATH: process.env.PATH ?? '', LD_LIBRARY_PATH: '/of/the/image' },
    });
  };

  it('runs the trials of a study, whose programs have the variables of their image', async () => {
    await study('squares');
    const { output, code } = await worker('squares', squares);
    expect([await code, output()]).toEqual([0, expect.stringContaining('3 of 3 trials')]);
    expect(await found('squares')).toMatchObject({ state: 'ended', counts: { complete: 3 } });
    const [, variables = ''] = /variables (.*)/.exec(output()) ?? [];
    expect(variables.split(' ').filter((name) => !name.startsWith('SLIPWAY_'))).toEqual([
      ...['LD_LIBRARY_PATH', 'PATH', 'PWD', 'PYTHONUNBUFFERED'],
    ]);
  });

  it('gives back its trial when it is asked to end, as the first process of its container', async () => {
    await study('waits');
    const { output, code, pid } = await worker('waits', waits);
    await until('the trial has begun', () => output().includes('it waits'));
    process.kill(await pid(), 'SIGTERM');
    expect([await code, output()]).toEqual([143, expect.stringContaining('goes back to the study')]);
    const { trials } = await client.call(studyEndpoints.askTrials, {
      params: { team: 'vision', name: 'waits' },
      body: { worker: 'another', count: 1 },
    });
    expect(trials).toMatchObject([{ id: 0 }]);
  });
});

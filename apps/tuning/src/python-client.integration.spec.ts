import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runPython, seededRandom, until } from '@slipway/testing';
import { Network } from './testing/network.ts';
import { TuningHarness } from './testing/tuning-harness.ts';

const client = path.resolve(import.meta.dirname, '../../../clients/python');
let harness: TuningHarness;

beforeEach(async () => {
  harness = await TuningHarness.start();
});

afterEach(() => harness.stop());

const python = (url: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runPython('python3', args, {
    cwd: path.join(client, 'tests'),
    env: {
      PYTHONPATH: path.join(client, 'src'),
      ...{ SLIPWAY_URL: url, SLIPWAY_TOKEN: 'alice', SLIPWAY_TEAM: 'vision' },
      ...env,
    },
  });
const allTests = ['-m', 'unittest', 'discover'];

describe('the Python client', () => {
  it('does with the service what it says', async () => {
    const { code, output } = await python(harness.as('alice').url, allTests);
    expect(code === 0 ? '' : output).toBe('');
  });

  it('does so as well when requests and answers get lost', async () => {
    const random = seededRandom(3);
    const network = await Network.start(harness.as('alice').url, () => {
      const dice = random();
      return dice < 0.07 ? 'request lost' : dice < 0.14 ? 'answer lost' : 'kept';
    });
    try {
      const { code, output } = await python(network.url, allTests, { SLIPWAY_LOSES_CONNECTIONS: '1' });
      expect(code === 0 ? '' : output).toBe('');
    } finally {
      await network.stop();
    }
  });

  it('goes on where it was when the service starts again', async () => {
    const trials = 100;
    await harness.create('restarted', { stop: { trials } });
    const network = await Network.start(harness.as('alice').url);
    try {
      const program =
        "import slipway; slipway.Study('restarted').optimize(lambda trial: trial['x'], workers=2)";
      const ended = python(network.url, ['-c', program]);
      await until('20 results', async () => (await harness.study('restarted')).counts.complete >= 20);
      await harness.stopReplica(0);
      const replica = await harness.addReplica();
      network.target = harness.as('alice', replica).url;
      const { code, output } = await ended;
      expect(code === 0 ? '' : output).toBe('');
      expect(await harness.study('restarted', replica)).toMatchObject({
        state: 'ended',
        counts: { complete: trials, failed: 0 },
      });
    } finally {
      await network.stop();
    }
  });
});

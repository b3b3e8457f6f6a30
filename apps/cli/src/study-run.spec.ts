import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { systemClock } from '@slipway/kernel';
import { Interruption } from './exit-codes.ts';
import { trialCommand } from '@slipway/studies';
import { TrialLines } from './study-run/trial-lines.ts';
import { slipway, type Result } from './testing/command-line.ts';
import { exampleStudy } from './testing/fake-studies.ts';
import { usePlatform } from './testing/platform-bench.ts';

const bench = usePlatform();

/** `slipway study run digits` with a program of JavaScript, in real time. */
const run = (script: string, options: readonly string[] = [], signal?: AbortSignal): Promise<Result> =>
  slipway(['study', 'run', 'digits', ...options, '--', process.execPath, '-e', script, '--'], {
    env: { SLIPWAY_URL: bench.url, SLIPWAY_TOKEN: 'admin-token' },
    cwd: bench.folder,
    clock: systemClock,
    ...(signal === undefined ? {} : { signal }),
  });

const asked = (...ids: number[]): void => {
  bench.state.studies.asks = ids.map((id) => ({ id, parameters: { lr: id / 10, opt: 'adam' } }));
};
const callsOf = (name: string) => bench.state.studies.calls.filter(({ call }) => call === name);

describe('slipway study run', () => {
  it('runs the command for each trial and tells the last value of the metric', async () => {
    asked(1, 2);
    const { code, stdout, stderr } = await run(
      'const lr = process.argv.at(-2).slice(5); console.log("slipway-metric loss=9"); console.log("slipway-metric loss=" + lr, "other=1")',
      ['--worker', 'me', '--quiet'],
    );
    expect([code, stdout]).toEqual([
      0,
      'trial 1  complete  loss=0.1  lr=0.1 opt=adam\ntrial 2  complete  loss=0.2  lr=0.2 opt=adam\n',
    ]);
    expect(stderr).toBe(
      'study digits is running; 4 of 20 trials, 1 running, 1 pruned, 1 failed\nbest: trial 1  loss=0.25  lr=0.001 layers=3 opt=adam\n',
    );
    expect(callsOf('tell')).toEqual([
      { call: 'tell', trial: 1, body: { state: 'complete', values: [0.1], constraints: [], worker: 'me' } },
      { call: 'tell', trial: 2, body: { state: 'complete', values: [0.2], constraints: [], worker: 'me' } },
    ]);
  });

  it('gives the parameters in a file, which is gone afterwards', async () => {
    asked(3);
    const { stdout } = await run(
      'const file = process.env.SLIPWAY_PARAMETERS_FILE; const { lr } = JSON.parse(require("fs").readFileSync(file)); console.log("slipway-metric loss=" + lr); require("fs").writeFileSync("seen", JSON.stringify([file, process.argv.length]))',
      ['--pass', 'file', '--quiet'],
    );
    expect(stdout).toBe('trial 3  complete  loss=0.3  lr=0.3 opt=adam\n');
    const [file, words] = JSON.parse(await readFile(path.join(bench.folder, 'seen'), 'utf8')) as [
      string,
      number,
    ];
    expect(words).toBe(1);
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });

  it('reports steps, and ends a program that is to stop early', async () => {
    asked(1);
    bench.state.studies.stopAt = 2;
    const { stdout } = await run(
      'let step = 0; setInterval(() => console.log("slipway-metric loss=" + (5 - step) + " step=" + step++), 5)',
    );
    expect(stdout).toBe('trial 1  pruned  lr=0.1 opt=adam  (stopped early at step 2)\n');
    expect(callsOf('report').slice(0, 3)).toEqual(
      [0, 1, 2].map((step) => ({
        call: 'report',
        trial: 1,
        body: { worker: expect.any(String), step, values: [5 - step] },
      })),
    );
    expect(callsOf('tell')).toMatchObject([{ body: { state: 'pruned', values: [] } }]);
  });

  it('tells that a trial failed, says why, and gives up after some in a row', async () => {
    asked(1, 2, 3, 4);
    const { code, stdout, stderr } = await run('process.exit(3)', ['--max-failures', '3', '--quiet']);
    expect(code).toBe(1);
    expect(stdout.split('\n').slice(0, 3)).toEqual(
      [1, 2, 3].map((id) => `trial ${String(id)}  failed  lr=0.${String(id)} opt=adam  (exit code 3)`),
    );
    expect(stderr).toContain('error: 3 trials in a row failed: mend the command');
    expect(callsOf('tell')).toHaveLength(3);
  });

  it('takes a program that says nothing for a failed trial, and says what it lacks', async () => {
    asked(1);
    expect((await run('console.log("loss 0.3")', ['--max-failures', '9'])).stdout).toBe(
      'trial 1  failed  lr=0.1 opt=adam  (it has said no loss; print a line "slipway-metric loss=VALUE")\n',
    );
  });

  it('shows what the program writes with the number of its trial, on stderr', async () => {
    asked(1);
    const { stderr } = await run('console.error("epoch 1"); console.log("slipway-metric loss=1")');
    expect(stderr).toContain('trial 1 │ epoch 1\n');
  });

  it('runs several workers at once, each under a name of its own, up to a number of trials', async () => {
    asked(1, 2, 3, 4, 5);
    const { stdout } = await run('console.log("slipway-metric loss=1")', [
      ...['--workers', '2', '--worker', 'me', '--trials', '4', '--json'],
    ]);
    const ended = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number; worker: string });
    expect(ended.map(({ id }) => id).sort()).toEqual([1, 2, 3, 4]);
    expect(new Set(ended.map(({ worker }) => worker))).toEqual(new Set(['me-1', 'me-2']));
  });

  it('gives a trial that was interrupted back to the study', async () => {
    asked(1);
    const interrupt = new AbortController();
    const script = 'console.log("slipway-metric loss=1 step=0"); setInterval(() => {}, 1000)';
    const running = run(script, ['--worker', 'me', '--quiet'], interrupt.signal);
    while (callsOf('report').length === 0) await new Promise((resolve) => setImmediate(resolve));
    interrupt.abort(new Interruption('SIGINT'));
    expect(await running).toMatchObject({
      code: 130,
      stdout: '',
      stderr: 'what was running goes back to the study: whoever asks next gets it\n',
    });
    expect(callsOf('tell')).toEqual([]);
    expect(callsOf('release')).toEqual([{ call: 'release', trial: 1, body: { worker: 'me' } }]);
  });

  it('says why a program could not be started', async () => {
    asked(1);
    const { stdout } = await slipway(['study', 'run', 'digits', '--', './nothing'], {
      env: { SLIPWAY_URL: bench.url, SLIPWAY_TOKEN: 'admin-token' },
      cwd: bench.folder,
      clock: systemClock,
    });
    expect(stdout).toContain('(it could not be started: spawn ./nothing ENOENT)');
  });
});

describe('the command of a trial', () => {
  const task = { id: 7, parameters: { lr: 0.1, 'weight-decay': 1e-5, opt: 'adam' } };

  it('gets each parameter as an argument, and all of them in its environment', () => {
    expect(trialCommand(['python3', 'train.py'], 'digits', task, 'args')).toEqual({
      program: 'python3',
      args: ['train.py', '--lr=0.1', '--weight-decay=0.00001', '--opt=adam'],
      env: {
        SLIPWAY_STUDY: 'digits',
        SLIPWAY_TRIAL: '7',
        SLIPWAY_PARAMETERS: '{"lr":0.1,"weight-decay":0.00001,"opt":"adam"}',
        SLIPWAY_PARAMETER_LR: '0.1',
        SLIPWAY_PARAMETER_WEIGHT_DECAY: '0.00001',
        SLIPWAY_PARAMETER_OPT: 'adam',
      },
    });
  });

  it('learns what it trains, and from whose state it goes on', () => {
    const training = { fromStep: 0, toStep: 10 };
    const env = (given: typeof training & { parent?: number }) =>
      trialCommand(['t'], 's', { ...task, training: given }, 'args').env;
    expect(env(training)).toMatchObject({ SLIPWAY_TRIAL_FROM_STEP: '0', SLIPWAY_TRIAL_TO_STEP: '10' });
    expect(env(training)).not.toHaveProperty('SLIPWAY_TRIAL_PARENT');
    expect(env({ ...training, parent: 3 })).toHaveProperty('SLIPWAY_TRIAL_PARENT', '3');
  });

  it('gets them where they are named, or nowhere', () => {
    expect(trialCommand(['t', '--rate={lr}', '{opt}/{x}'], 's', task, 'args').args).toEqual([
      '--rate=0.1',
      'adam/{x}',
    ]);
    expect(trialCommand(['t', '-v'], 's', task, 'env').args).toEqual(['-v']);
  });
});

describe('the metrics of a trial', () => {
  it('are those of the study, with its constraints', () => {
    const metrics = new TrialLines({
      ...exampleStudy.spec,
      objectives: [
        { metric: 'loss', direction: 'minimize' },
        { metric: 'seconds', direction: 'minimize' },
      ],
      outcomeConstraints: [{ metric: 'memory', max: 4 }],
    });
    expect(metrics.read('slipway-metric loss=3 step=1')).toBeUndefined();
    expect(metrics.result()).toMatchObject({
      state: 'failed',
      why: expect.stringContaining('seconds, memory'),
    });
    expect(metrics.read('slipway-metric seconds=8 step=2')).toEqual({ step: 2, values: [3, 8] });
    expect(metrics.read('slipway-metric memory=2 step=3')).toBeUndefined();
    expect(metrics.result()).toEqual({ state: 'complete', values: [3, 8], constraints: [2] });
  });

  it('name the first line that was malformed when they lack something', () => {
    const metrics = new TrialLines(exampleStudy.spec);
    metrics.read('slipway-metric loss=nan');
    expect(metrics.result()).toEqual({
      state: 'failed',
      why: 'it has said no loss; a line was malformed: the value of loss is not a finite number',
    });
  });
});

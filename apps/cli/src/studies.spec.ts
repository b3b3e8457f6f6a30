import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { asJsonArray } from './actions/study/trial-stream.ts';
import { parseConfiguration } from './actions/study/enqueue.ts';
import { UsageError } from './exit-codes.ts';
import { parseParameter } from './input/parameter-flags.ts';
import { usePlatform } from './testing/platform-bench.ts';

const bench = usePlatform();
const { cli } = bench;

describe('slipway study create', () => {
  it('takes parameters, metrics and bounds as options', async () => {
    const created = await cli(
      'study',
      'create',
      'quick',
      ...['--minimize', 'loss', '--float', 'lr=1e-5..1e-1:log', '--int', 'layers=1..5'],
      ...['--choice', 'opt=adam,sgd', '--max-trials', '50', '--early-stopping', 'asha', '--seed', '3'],
    );
    expect(created).toEqual({ code: 0, stdout: 'study/quick created\n', stderr: '' });
    expect(bench.state.studies.calls).toEqual([
      {
        call: 'create',
        body: expect.objectContaining({
          name: 'quick',
          spec: expect.objectContaining({
            parameters: [
              { name: 'lr', kind: 'float', low: 1e-5, high: 0.1, scale: 'log' },
              { name: 'layers', kind: 'int', low: 1, high: 5, scale: 'linear', step: 1 },
              { name: 'opt', kind: 'categorical', choices: ['adam', 'sgd'] },
            ],
            objectives: [{ metric: 'loss', direction: 'minimize' }],
            stop: { trials: 50 },
            earlyStopping: { rule: 'asha', options: {} },
            seed: 3,
          }),
        }),
      },
    ]);
  });

  it('takes the body of the API from a file, YAML or JSON, under another name when one is given', async () => {
    await bench.files({
      'study.yaml': `name: digits
spec:
  parameters:
    - { name: lr, kind: float, low: 1e-5, high: 0.1, scale: log }
  objectives: [{ metric: loss, direction: minimize }]
`,
    });
    expect((await cli('study', 'create', '-f', 'study.yaml')).stdout).toBe('study/digits created\n');
    expect((await cli('study', 'create', 'again', '-f', 'study.yaml', '-o', 'name')).stdout).toBe(
      'study/again\n',
    );
    const json = JSON.stringify({
      name: 'j',
      spec: { parameters: [{ name: 'x', kind: 'fixed', value: 1 }] },
    });
    await bench.files({ 'study.json': json });
    expect(await cli('study', 'create', '-f', 'study.json')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('spec.objectives'),
    });
  });

  it('points to what is wrong in the file', async () => {
    await bench.files({
      'wrong.yaml': `name: digits
spec:
  parameters:
    - { name: lr, kind: float, low: tiny, high: 0.1 }
  objectives: [{ metric: loss, direction: minimize }]
  samplr: tpe
`,
    });
    const { code, stderr } = await cli('study', 'create', '-f', 'wrong.yaml');
    expect(code).toBe(3);
    expect(stderr).toBe(`error: wrong.yaml is no study

wrong.yaml:4:37: spec.parameters[0].low: Invalid input: expected number, received string
  4 |     - { name: lr, kind: float, low: tiny, high: 0.1 }
    |                                     ^

wrong.yaml:6:11: spec.samplr: there is no such field
  6 |   samplr: tpe
    |           ^
  did you mean sampler?
`);
  });

  it('says what it would send on a dry run, and sends nothing', async () => {
    const dry = await cli('study', 'create', 'x', '--maximize', 'f1', '--fixed', 'a=1', '--dry-run');
    expect(JSON.parse(dry.stdout)).toMatchObject({ name: 'x', spec: { parameters: [{ value: 1 }] } });
    expect(dry.stderr).toBe('nothing was created: this was a dry run, and the server was not asked\n');
    expect(bench.state.studies.calls).toEqual([]);
  });

  it.each([
    [['x'], 'what is to be tuned?'],
    [['x', '--int', 'a=1..2'], 'by what is a trial judged?'],
    [['--int', 'a=1..2', '--minimize', 'm'], 'which study?'],
    [['-f', 'study.yaml', '--int', 'a=1..2'], '-f describes the whole study: write --int into the file'],
    [['x', '--minimize', 'm', '--float', 'lr=1..x'], 'its range is not LOW..HIGH'],
  ])('refuses %j', async (args, text) => {
    expect(await cli('study', 'create', ...args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(text),
    });
  });
});

describe('a parameter in one word', () => {
  it.each([
    ['float', 'dropout=0..0.5:step=0.1', { kind: 'float', low: 0, high: 0.5, scale: 'linear', step: 0.1 }],
    ['int', 'units=8..512:log', { kind: 'int', low: 8, high: 512, scale: 'log', step: 1 }],
    ['float', 'x=-1..-0.5', { kind: 'float', low: -1, high: -0.5 }],
    ['choice', 'size=16,32', { kind: 'categorical', choices: [16, 32] }],
    ['choice', 'use=true,false', { kind: 'categorical', choices: [true, false] }],
    ['choice', 'mixed=1,auto', { kind: 'categorical', choices: ['1', 'auto'] }],
    ['ordinal', 'batch=16,32', { kind: 'ordinal', values: [16, 32] }],
    ['fixed', 'file=a=b', { kind: 'fixed', value: 'a=b' }],
  ] as const)('--%s %s', (kind, text, expected) => {
    expect(parseParameter(kind, text)).toMatchObject(expected);
  });

  it.each([
    ['float', '=1..2'],
    ['float', 'x'],
    ['int', 'x=1'],
    ['float', 'x=1..2..3'],
    ['float', 'x=0..inf'],
    ['int', 'x=1..2:lg'],
    ['choice', 'x='],
    ['choice', 'x=a,,b'],
  ] as const)('refuses --%s %s', (kind, text) => {
    expect(() => parseParameter(kind, text)).toThrow(UsageError);
  });
});

describe('what a study has come to', () => {
  it('is listed', async () => {
    expect((await cli('study', 'list')).stdout).toBe(
      'NAME    STATE    COMPLETE  RUNNING  PRUNED  FAILED  BY     AGE  REASON\ndigits  running  2         1        1       1       alice  10m\n',
    );
    expect((await cli('study', 'list', '-o', 'name')).stdout).toBe('study/digits\n');
    expect(await cli('get', 'studies')).toEqual(await cli('study', 'list'));
  });

  it('is described with its parameters, bounds and the best trial', async () => {
    expect((await cli('study', 'describe', 'study/digits')).stdout).toBe(`Study:       digits
Team:        demo
State:       running
Created:     2026-03-01T11:50:00.000Z (10m ago) by alice
Objectives:  minimize loss
Sampler:     auto, seed 7
Ends:        trials 20
Trials:      4 of 20 trials, 1 running, 1 pruned, 1 failed

Parameters
  NAME    KIND         VALUES            WHEN
  lr      float        1e-5 to 0.1, log
  layers  int          1 to 5
  opt     categorical  adam, sgd

Best trial
  TRIAL  STATE     LOSS  TOOK  AGE  PARAMETERS
  1      complete  0.25  60s   2m   lr=0.001 layers=3 opt=adam
`);
    expect(await cli('study', 'describe', 'other')).toMatchObject({ code: 4 });
  });

  it('is described with how much each parameter matters, once that is known', async () => {
    const { studies } = bench.state;
    const importance = [
      { parameter: 'lr', importance: 0.875 },
      { parameter: 'layers', importance: 0.125 },
    ];
    studies.study = { ...studies.study, importance: { metric: 'loss', trials: 40, importance } };
    expect((await cli('study', 'describe', 'digits')).stdout).toContain(`
  NAME    KIND         VALUES            WHEN  IMPORTANCE
  lr      float        1e-5 to 0.1, log        88 %
  layers  int          1 to 5                  13 %
  opt     categorical  adam, sgd
`);
  });

  it('is described by the words of other kinds too', async () => {
    for (const verb of ['get', 'describe'])
      expect(await cli(verb, 'study/digits')).toEqual(await cli('study', 'describe', 'digits'));
  });

  it('is its best trial', async () => {
    expect((await cli('study', 'best', 'digits')).stdout).toBe(
      'trial 1  loss=0.25  lr=0.001 layers=3 opt=adam\n',
    );
    expect(JSON.parse((await cli('study', 'best', 'digits', '--json')).stdout)).toMatchObject({
      id: 1,
      parameters: { lr: 0.001 },
    });
    bench.state.studies.study = { ...bench.state.studies.study, best: [] };
    expect(await cli('study', 'best', 'digits')).toMatchObject({
      stdout: '',
      stderr: 'study digits has no complete trial yet: 4 of 20 trials, 1 running, 1 pruned, 1 failed\n',
    });
  });

  it('is its trials, with what the running ones reported last', async () => {
    expect((await cli('study', 'trials', 'digits')).stdout).toBe(
      `TRIAL  STATE     LOSS  TOOK  AGE  PARAMETERS
0      complete  0.5   60s   2m   lr=0.1 layers=1 opt=sgd
1      complete  0.25  60s   2m   lr=0.001 layers=3 opt=adam
2      pruned    0.9   60s   2m   lr=1e-5 layers=5 opt=sgd
3      failed          60s   2m   lr=0.01 layers=2 opt=adam
4      running   0.4   2m    2m   lr=0.003 layers=4 opt=adam
`,
    );
    expect(await cli('study', 'trials', 'digits', '--limit', '1', '--state', 'failed', '-o', 'name')).toEqual(
      {
        code: 0,
        stdout: '3\n',
        stderr: '',
      },
    );
    expect(await cli('study', 'trials', 'digits', '--limit', '2', '-o', 'name')).toMatchObject({
      stdout: '0\n1\n',
      stderr: 'the first 2; --all or --limit N shows more\n',
    });
    expect((await cli('study', 'trials', 'digits', '-o', 'csv')).stdout).toBe('trial,loss\n0,0.5\n1,0.25\n');
  });

  it('is exported to stdout or a file, which is replaced only when that is wanted', async () => {
    expect((await cli('study', 'export', 'digits')).stdout).toBe('trial,loss\n0,0.5\n1,0.25\n');
    const toFile = (...args: string[]) => cli('study', 'export', 'digits', '-o', 'all.json', ...args);
    expect(await toFile()).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('all.json: '),
    });
    const text = await readFile(path.join(bench.folder, 'all.json'), 'utf8');
    expect(JSON.parse(text)).toHaveLength(5);
    expect(await toFile()).toMatchObject({ code: 7, stderr: expect.stringContaining('--force replaces it') });
    expect(await toFile('--force')).toMatchObject({ code: 0 });
  });

  it.each([
    ['', []],
    ['{"a":1}\n', [{ a: 1 }]],
    ['{"a":1}\n{"a":"ü"}', [{ a: 1 }, { a: 'ü' }]],
  ])('as JSON lines %j becomes a JSON array', async (text, expected) => {
    const single = async function* (): AsyncGenerator<Uint8Array> {
      for (const byte of Buffer.from(text)) yield await Promise.resolve(Uint8Array.of(byte));
    };
    expect(JSON.parse(Buffer.concat(await Array.fromAsync(asJsonArray(single()))).toString())).toEqual(
      expected,
    );
  });
});

describe('a study', () => {
  it('is paused, resumed, stopped and extended', async () => {
    expect((await cli('study', 'pause', 'digits')).stdout).toBe('study/digits paused\n');
    expect((await cli('study', 'resume', 'digits')).stdout).toBe('study/digits resumed\n');
    expect((await cli('study', 'stop', 'digits')).stdout).toBe('study/digits stopped\n');
    expect((await cli('study', 'extend', 'digits', '--max-trials', '90', '--target', '0.1')).stdout).toBe(
      'study/digits extended: trials 90, target 0.1\n',
    );
    expect(bench.state.studies.calls).toEqual([
      { call: 'pause' },
      { call: 'resume' },
      { call: 'stop' },
      { call: 'extend', body: { stop: { trials: 90, target: 0.1 } } },
    ]);
    expect(await cli('study', 'extend', 'digits')).toMatchObject({ code: 2 });
  });

  it('is not touched by a dry run', async () => {
    expect(await cli('study', 'stop', 'digits', '--dry-run')).toEqual({
      code: 0,
      stdout:
        'study/digits would be stopped; it is running after 4 of 20 trials, 1 running, 1 pruned, 1 failed\n',
      stderr: 'nothing was changed: this was a dry run\n',
    });
    await cli('study', 'enqueue', 'digits', 'lr=0.1', '--dry-run');
    expect(bench.state.studies.calls).toEqual([]);
  });

  it('gets trials that are wanted first', async () => {
    expect((await cli('study', 'enqueue', 'digits', 'lr=0.01', 'layers=2', 'opt=adam')).stdout).toBe(
      'trial 5 enqueued: lr=0.01 layers=2 opt=adam\n',
    );
    expect(bench.state.studies.calls[0]?.body).toEqual({
      configurations: [{ lr: 0.01, layers: 2, opt: 'adam' }],
    });
    expect(await cli('study', 'enqueue', 'digits', 'lr')).toMatchObject({ code: 2 });
  });

  it('takes a word for a text where its choices are texts', () => {
    expect(parseConfiguration(['a=1', 'b=1'], [{ name: 'a', choices: ['1', '2'] }, { name: 'b' }])).toEqual({
      a: '1',
      b: 1,
    });
  });
});

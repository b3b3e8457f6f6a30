import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { attemptMarker } from '@slipway/process-runtime';
import { putLocalSsh, until } from '@slipway/testing';
import { putQuickPython } from './testing/quick-python.ts';
import { testBench } from './testing/test-agent.ts';

const sh = (text: string): string[] => ['sh', '-c', text];

describe('an agent', () => {
  it('runs an attempt from its manifest to its end and reports everything in order', async () => {
    await using bench = await testBench();
    await bench.agent.start();
    await bench.put({
      attempt: 'digits-a-1',
      command: sh(
        'echo hello; cat data/x.txt; echo "slipway-metric accuracy=0.97 step=3"; echo "slipway-progress 0.5 half"; echo model >model.bin; mkdir out; echo 1 >out/a',
      ),
      files: { 'data/x.txt': 'content\n' },
      artifacts: [
        { name: 'model', path: 'model.bin' },
        { name: 'folder', path: 'out' },
      ],
    });
    expect(await bench.outcome('digits-a-1')).toBe('succeeded: exit code 0');
    expect(bench.scheduler.reports('digits-a-1').map(({ type }) => type)).toEqual([
      'picked-up',
      'preparing',
      'started',
      'metric',
      'progress',
      'artifact',
      'artifact',
      'ended',
    ]);
    expect(bench.scheduler.reports('digits-a-1')).toContainEqual({
      type: 'metric',
      name: 'accuracy',
      value: 0.97,
      step: 3,
    });
    expect(bench.scheduler.reports('digits-a-1')).toContainEqual({
      type: 'progress',
      fraction: 0.5,
      message: 'half',
    });
    expect(bench.scheduler.log('digits-a-1')).toContain('hello\ncontent\n');
    expect(bench.scheduler.artifact('digits-a-1', 'model')?.toString()).toBe('model\n');
    expect(bench.scheduler.artifact('digits-a-1', 'folder')?.toString()).toContain('./a');
    expect(bench.scheduler.violations).toEqual([]);
  });

  it('ends an attempt that is withdrawn while it runs', async () => {
    await using bench = await testBench();
    await bench.agent.start();
    const attempt = { attempt: 'digits-w-1', command: sh('echo begun; exec sleep 1000') };
    await bench.put(attempt);
    await until('it runs', () => bench.scheduler.log('digits-w-1') === 'begun\n');
    await bench.put({ ...attempt, withdrawn: true });
    expect(await bench.outcome('digits-w-1')).toMatch(/^stopped: .*withdrawn from this cluster/);
  });

  it('starts nothing of an attempt that was withdrawn before it was seen, and says that it has ended', async () => {
    await using bench = await testBench();
    await bench.put({ attempt: 'digits-w-2', command: sh('echo begun'), withdrawn: true });
    await bench.agent.start();
    expect(await bench.outcome('digits-w-2')).toMatch(/^stopped: it was withdrawn from this cluster/);
    expect(bench.scheduler.reports('digits-w-2').map(({ type }) => type)).toEqual(['picked-up', 'ended']);
    expect(bench.scheduler.log('digits-w-2')).toBe('');
  });

  it('gives a program its environment and nothing else of its own', async () => {
    await using bench = await testBench();
    await mkdir(path.join(bench.data, 'secrets', 'research', 'wandb'), { recursive: true });
    await writeFile(path.join(bench.data, 'secrets', 'research', 'wandb', 'key'), 's3cret');
    await bench.agent.start();
    await bench.put({
      attempt: 'digits-a-2',
      command: sh('env | sort'),
      env: [
        { name: 'LR', value: '$(SLIPWAY_RUN) $$ 0.1' },
        { name: 'KEY', secret: { name: 'wandb', key: 'key' } },
      ],
    });
    await bench.outcome('digits-a-2');
    const variables = new Map(
      bench.scheduler
        .log('digits-a-2')
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s) as [string, string]),
    );
    expect(variables.get('LR')).toBe('$(SLIPWAY_RUN) $$ 0.1');
    expect(variables.get('KEY')).toBe('s3cret');
    expect(variables.get('SLIPWAY_TEAM')).toBe('research');
    expect([
      variables.get('SLIPWAY_JOB'),
      variables.get('SLIPWAY_RUN'),
      variables.get(attemptMarker),
      variables.get('SLIPWAY_EPOCH'),
    ]).toEqual(['digits', 'digits-a', 'digits-a-2', '2']);
    expect([...variables.keys()].sort()).toEqual(
      [
        'HOME',
        'JOB_COMPLETION_INDEX',
        'KEY',
        'LR',
        'PATH',
        'PWD',
        'PYTHONUNBUFFERED',
        'SLIPWAY_ATTEMPT',
        'SLIPWAY_EPOCH',
        'SLIPWAY_JOB',
        'SLIPWAY_METRICS_TOKEN',
        'SLIPWAY_METRICS_URL',
        'SLIPWAY_RUN',
        'SLIPWAY_TEAM',
        '_',
      ].filter((name) => name !== '_' || variables.has('_')),
    );
  });

  it.each([
    [
      'a missing secret',
      { env: [{ name: 'KEY', secret: { name: 'wandb', key: 'nope' } }] },
      'failed: it could not be started: the secret wandb of team research has no key nope',
    ],
    ['a failing program', { command: sh('exit 3') }, 'failed: exit code 3'],
    [
      'a program that is not there',
      { command: ['no-such-thing'] },
      'failed: exit code 127: the command was not found',
    ],
    ['a killed program', { command: sh('kill -9 $$') }, 'failed: exit code 137: killed by SIGKILL'],
    ['a timeout', { command: sh('sleep 600'), timeoutSeconds: 1 }, 'failed: timeout after 1s'],
    [
      'an output that was not written',
      { artifacts: [{ name: 'model', path: 'm' }] },
      'failed: the output model was not written',
    ],
    [
      'an output that leads out',
      { command: sh('ln -s /etc/passwd m'), artifacts: [{ name: 'model', path: 'm' }] },
      'failed: the output model could not be stored: "m" leads out',
    ],
    [
      'a source that does not exist',
      { git: { url: 'https://127.0.0.1:9/nobody/listens.git', revision: 'main' } },
      'failed: git failed with exit code 128',
    ],
    [
      'a log without end',
      { command: sh('while :; do head -c 300000 /dev/zero; sleep 0.02; done') },
      'failed: the log of process 0 grew beyond 1 MiB',
    ],
  ])('ends %s with a clear reason', async (_, options, reason) => {
    await using bench = await testBench({ maxLogBytes: 1_048_576 });
    await bench.agent.start();
    await bench.put({ attempt: 'digits-b-1', command: sh('true'), ...options });
    expect(await bench.outcome('digits-b-1')).toContain(reason);
    expect(bench.scheduler.violations).toEqual([]);
  });

  it('stops an attempt whose manifest is removed, with all of its processes', async () => {
    await using bench = await testBench();
    await bench.agent.start();
    await bench.put({
      attempt: 'digits-c-1',
      command: sh(
        '(setsid sleep 600) & trap "echo saving; exit 0" TERM; echo up; while :; do sleep 0.05; done',
      ),
    });
    await until('it runs', () => bench.scheduler.log('digits-c-1').includes('up'));
    await bench.remove('digits-c-1');
    expect(await bench.outcome('digits-c-1')).toBe(
      'stopped: its manifest was removed from the environment repository',
    );
    expect(bench.scheduler.log('digits-c-1')).toContain('saving');
  });

  it('runs the processes of an indexed Job, and stops the others when one fails', async () => {
    await using bench = await testBench({ maxProcesses: 4 });
    await bench.agent.start();
    await bench.put({ attempt: 'wide-a-1', replicas: 3, command: sh('echo index $JOB_COMPLETION_INDEX') });
    expect(await bench.outcome('wide-a-1')).toBe('succeeded: exit code 0');
    expect([0, 1, 2].map((index) => bench.scheduler.log('wide-a-1', index))).toEqual([
      'index 0\n',
      'index 1\n',
      'index 2\n',
    ]);
    await bench.put({
      attempt: 'wide-b-1',
      replicas: 3,
      command: sh('[ $JOB_COMPLETION_INDEX = 1 ] && exit 4; exec sleep 600'),
    });
    expect(await bench.outcome('wide-b-1')).toBe('failed: process 1: exit code 4');
  });

  it('checks out the source of a Job, and prepares its Python environment once for all that want the same', async () => {
    await using bench = await testBench();
    const home = path.dirname(bench.data);
    const builds = path.join(home, 'builds');
    await putLocalSsh(bench.bin, home);
    await putQuickPython(bench.bin, builds);
    await mkdir(path.join(home, 'org', 'train'), { recursive: true });
    await writeFile(
      path.join(home, 'org', 'train', 'train.py'),
      'import os\nprint("in", os.environ["VIRTUAL_ENV"])\n',
    );
    const git = ['-C', path.join(home, 'org', 'train'), '-c', 'user.name=t', '-c', 'user.email=t@localhost'];
    for (const args of [
      ['init', '--quiet', '--initial-branch=main'],
      ['add', '.'],
      ['commit', '--quiet', '-m', 'one'],
    ])
      execFileSync('git', [...git, ...args]);
    await bench.agent.start();
    const job = {
      command: ['python3', 'train.py'],
      git: { url: 'git@example.com:org/train', revision: 'main' },
      requirements: ['numpy==2.3.5'],
    };
    for (const attempt of ['train-a-1', 'train-b-1']) await bench.put({ attempt, ...job });
    for (const attempt of ['train-a-1', 'train-b-1']) {
      expect(await bench.outcome(attempt)).toBe('succeeded: exit code 0');
      expect(bench.scheduler.log(attempt)).toContain(`in ${path.join(bench.data, 'venvs')}`);
    }
    expect(await readFile(builds, 'utf8')).toBe('built\n');
    const steps = bench.scheduler
      .reports('train-a-1')
      .flatMap((report) => (report.type === 'preparing' ? [report.step] : []));
    expect(new Set(steps)).toEqual(new Set(['source', 'python']));
  });

  it('takes metrics and progress that a program sends over HTTP', async () => {
    await using bench = await testBench();
    await bench.agent.start();
    const program = `import json, os, urllib.request
body = json.dumps({"metrics": {"loss": 0.25}, "step": 7, "progress": 0.5, "message": "half"}).encode()
headers = {"authorization": "Bearer " + os.environ["SLIPWAY_METRICS_TOKEN"]}
print(urllib.request.urlopen(urllib.request.Request(os.environ["SLIPWAY_METRICS_URL"], body, headers)).status)
`;
    await bench.put({ attempt: 'post-a-1', command: ['python3', 'post.py'], files: { 'post.py': program } });
    expect(await bench.outcome('post-a-1')).toBe('succeeded: exit code 0');
    expect(bench.scheduler.log('post-a-1')).toBe('204\n');
    expect(bench.scheduler.reports('post-a-1')).toEqual(
      expect.arrayContaining([
        { type: 'metric', name: 'loss', value: 0.25, step: 7 },
        { type: 'progress', fraction: 0.5, message: 'half' },
      ]),
    );
  });
});

import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { slipway } from './testing/command-line.ts';
import { event, exampleRun } from './testing/example-state.ts';
import { usePlatform } from './testing/platform-bench.ts';

const bench = usePlatform();
const { cli, files } = bench;

const job = `apiVersion: slipway.dev/v1
kind: Job
metadata: { name: digits, team: demo }
spec:
  image: python:3.13
  command: [python3, train.py]
  source:
    files: [train.py]
`;

/** Nine levels of nine aliases each. */
const bomb = `a: &a [x]\n${Array.from('bcdefghij', (name, level) => `${name}: &${name} [${`*${'abcdefghi'.charAt(level)}, `.repeat(9)}]`).join('\n')}\n`;

describe('apply', () => {
  it('sends files with the sources that their Jobs name', async () => {
    await files({ 'jobs/job.yaml': job, 'jobs/train.py': 'print(1)\n' });
    const result = await cli('apply', '-f', 'jobs/job.yaml', '--reason', 'first', '--run', 'always');
    expect(result).toEqual({
      code: 0,
      stderr: '',
      stdout: 'job/digits  created  run/digits-7k2m9q0x  change c7\n',
    });
    expect(bench.state.applied).toEqual([
      {
        documents: [{ file: 'jobs/job.yaml', text: job }],
        files: [{ document: 'jobs/job.yaml', path: 'train.py', content: 'print(1)\n' }],
        reason: 'first',
        dryRun: false,
        run: 'always',
      },
    ]);
  });

  it('takes folders, leaving out YAML of other programs, and stdin', async () => {
    await files({
      'many/a.yaml': job.replace('digits', 'one'),
      'many/deep/b.yml': job.replace('digits', 'two'),
      'many/train.py': '',
      'many/deep/train.py': '',
      'many/other.yaml': 'kind: Deployment\n',
      'many/.hidden/c.yaml': 'slipway.dev/ broken',
    });
    await cli('apply', '-f', 'many');
    expect(bench.state.applied[0]?.documents.map(({ file }) => file)).toEqual([
      'many/a.yaml',
      'many/deep/b.yml',
    ]);
    const text = job.replace(/ {2}source:\n.*\n/, '');
    const env = { SLIPWAY_URL: bench.url, SLIPWAY_TOKEN: 'admin-token' };
    expect((await slipway(['apply', '-f', '-'], { env, cwd: bench.folder, stdinText: text })).code).toBe(0);
    expect(bench.state.applied[1]?.documents).toEqual([{ file: '-', text }]);
  });

  it('shows what is wrong with its line, a caret, what was expected and the nearest name, and sends nothing', async () => {
    await files({ 'wrong.yaml': job.replace('  image: python:3.13', '  image: python:3.13\n  replicsa: 3') });
    const { code, stdout, stderr } = await cli('apply', '-f', 'wrong.yaml');
    expect(code).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toContain('error: wrong.yaml: one problem\n\nwrong.yaml:6:3: spec.replicsa: ');
    expect(stderr).toContain('\n  6 |   replicsa: 3\n    |   ^\n');
    expect(stderr).toContain('did you mean replicas?');
    expect(bench.state.applied).toEqual([]);
  });

  it('refuses sources that are missing, links out of their bench.folder, or no text', async () => {
    await files({ 'src/job.yaml': job });
    const missing = await cli('apply', '-f', 'src/job.yaml');
    expect(missing.code).toBe(3);
    expect(missing.stderr).toContain(
      'src/job.yaml:8:13: spec.source.files[0]: there is no file train.py beside it',
    );
    await symlink('/etc/passwd', path.join(bench.folder, 'src/train.py'));
    expect((await cli('apply', '-f', 'src/job.yaml')).stderr).toContain(
      'train.py is a link out of its folder',
    );
    await rm(path.join(bench.folder, 'src/train.py'));
    await writeFile(path.join(bench.folder, 'src/train.py'), new Uint8Array([0xff, 0xfe]));
    expect((await cli('apply', '-f', 'src/job.yaml')).stderr).toContain('train.py is not UTF-8 text');
    expect(bench.state.applied).toEqual([]);
  });

  it('refuses files that are missing, too large or endless', async () => {
    expect(await cli('apply', '-f', 'no.yaml')).toMatchObject({
      code: 4,
      stderr: 'error: there is no file no.yaml\n',
    });
    await files({ 'large.yaml': 'x'.repeat(1_048_577) });
    expect((await cli('apply', '-f', 'large.yaml')).code).toBe(3);
    expect((await cli('apply', '-f', '/dev/zero')).stderr).toContain(
      '/dev/zero is larger than 1048576 bytes',
    );
    expect((await cli('apply')).code).toBe(2);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'hostile.yaml'],
    ['UTF-16', Buffer.from(`\ufeff${job}`, 'utf16le'), 'is not UTF-8 text'],
    ['a NUL', job.replace('python:3.13', 'python\0'), 'hostile.yaml:'],
    ['an escape sequence', job.replace('python:3.13', '"\u001b[2Jx"'), 'hostile.yaml:'],
    ['broken YAML', '{{{', 'hostile.yaml:1:'],
    ['a YAML bomb', bomb, 'hostile.yaml'],
    ['a list of 100,000 entries', `${job}  args: [${'x, '.repeat(100_000)}x]\n`, 'hostile.yaml'],
    ['100,000 levels', '['.repeat(100_000), 'hostile.yaml'],
    ['a path that leads out', job.replace('[train.py]', '[../../etc/passwd]'), 'spec.source.files[0]'],
    ['a name that is a path', job.replace('name: digits', 'name: ../../x'), 'metadata.name'],
    ['a key of an object prototype', `${job}  __proto__: { x: 1 }\n`, '__proto__'],
    ['a kind that is almost one', job.replace('kind: Job', 'kind: Jbo'), 'did you mean Job?'],
  ])('refuses %s in a moment, without control characters, and sends nothing', async (_, content, reason) => {
    await mkdir(path.join(bench.folder, 'hostile'), { recursive: true });
    await writeFile(path.join(bench.folder, 'hostile', 'hostile.yaml'), content);
    const { code, stdout, stderr } = await cli('apply', '-f', 'hostile/hostile.yaml');
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain(reason);
    expect(stderr.length).toBeLessThan(10_000);
    expect(stderr).not.toMatch(/[\u0000-\u0008\u001b]/);
    expect(bench.state.applied).toEqual([]);
  });

  it('tells what a dry run would do', async () => {
    await files({ 'jobs/job.yaml': job, 'jobs/train.py': '' });
    expect((await cli('apply', '-f', 'jobs', '--dry-run')).stdout).toBe(
      'job/digits  would be created    teams/demo/jobs/digits.yaml\n',
    );
  });

  it('waits for the commit and the run, and fails when the run fails', async () => {
    await files({ 'jobs/job.yaml': job, 'jobs/train.py': '' });
    const good = await cli('apply', '-f', 'jobs', '--wait');
    expect(good).toMatchObject({
      code: 0,
      stderr: 'job/digits pushed ddddddd\nrun/digits-7k2m9q0x succeeded accuracy=0.9722 loss=0.0812\n',
    });
    bench.state.runs = [{ ...exampleRun, state: 'failed', reason: 'exit code 1', metrics: [] }];
    expect(await cli('apply', '-f', 'jobs', '--wait')).toMatchObject({
      code: 1,
      stderr: 'job/digits pushed ddddddd\nrun/digits-7k2m9q0x failed: exit code 1\n',
    });
  });

  it('watches events and log until the run has ended, over reconnects', async () => {
    await files({ 'jobs/job.yaml': job, 'jobs/train.py': '' });
    bench.state.events = [
      event(1, 'accepted', 'accepted'),
      event(2, 'committed', 'committed'),
      event(3, 'started', 'started on local'),
      event(4, 'finished', 'succeeded'),
      event(5, 'retired', 'never shown'),
    ];
    const { code, stdout } = await cli('apply', '-f', 'jobs', '--watch');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n').slice(1);
    expect(lines.filter((line) => line.startsWith('11:58'))).toEqual([
      '11:58:01  accepted     accepted',
      '11:58:02  committed    committed',
      '11:58:03  started      started on local',
      '11:58:04  finished     succeeded',
    ]);
    expect(lines.filter((line) => line.startsWith('│'))).toEqual(['│ epoch 1', '│ epoch 2']);
    expect(lines.at(-1)).toContain('finished');
  });
});

describe('run, cancel, delete', () => {
  it('do it and say so', async () => {
    expect(await cli('run', 'job/digits', '--reason', 'again')).toMatchObject({
      code: 0,
      stdout: 'run/digits-7k2m9q0x started\n',
    });
    expect(await cli('cancel', 'run/digits-7k2m9q0x', '--reason', 'enough')).toMatchObject({
      code: 0,
      stdout: 'run/digits-7k2m9q0x cancelling\n',
    });
    expect(await cli('cancel', 'digits-7k2m9q0x', '-o', 'name')).toMatchObject({
      stdout: 'run/digits-7k2m9q0x\n',
    });
    expect(await cli('delete', 'job', 'digits')).toMatchObject({
      code: 0,
      stdout: 'job/digits deleted by change c9\n',
    });
    expect(bench.state.reasons).toEqual(['again', 'enough', undefined]);
  });

  it('delete a Study when it is named as one', async () => {
    expect(await cli('delete', 'study/digits')).toMatchObject({
      code: 0,
      stdout: 'study/digits deleted by change c8\n',
    });
  });

  it('end with 7 when the present state does not allow it', async () => {
    bench.state.runs = [{ ...exampleRun, state: 'running' }];
    expect(await cli('delete', 'job/digits')).toMatchObject({
      code: 7,
      stderr: 'error: the job has a run that has not ended\n',
    });
  });

  it('move a run, and wait until it runs where it goes', async () => {
    const running = { ...exampleRun, state: 'running' as const, cluster: 'gpu-1' };
    const [attempt] = exampleRun.attempts;
    bench.state.runs = [{ ...running, attempts: attempt ? [{ ...attempt, cluster: 'gpu-1' }] : [] }];
    bench.state.events = [event(1, 'moving', 'm'), event(2, 'ended', 'e'), event(3, 'started', 's')];
    expect(
      await cli('move', 'run/digits-7k2m9q0x', '--to', 'gpu-1', '--reason', 'room', '--wait'),
    ).toMatchObject({
      code: 0,
      stdout: 'run/digits-7k2m9q0x moving to gpu-1\n',
      stderr: 'run/digits-7k2m9q0x running on gpu-1\n',
    });
    expect(bench.state.reasons).toEqual(['room']);
  });

  it('say when a run stays where it is, for its withdrawal was rejected', async () => {
    bench.state.runs = [{ ...exampleRun, state: 'running', cluster: 'local' }];
    bench.state.events = [event(1, 'moving', 'm'), event(2, 'warning', 'w'), event(3, 'progress', 'p')];
    expect(await cli('move', 'run/digits-7k2m9q0x', '--to', 'gpu-1', '--wait')).toMatchObject({
      code: 1,
      stderr: 'run/digits-7k2m9q0x running on local\n',
    });
  });

  it('wait until a cancelled run has stopped', async () => {
    bench.state.events = [event(1, 'cancelling', 'c'), event(2, 'ended', 'e'), event(3, 'finished', 'f')];
    bench.state.runs = [{ ...exampleRun, state: 'cancelled' }];
    expect(await cli('cancel', 'run/digits-7k2m9q0x', '--wait')).toMatchObject({
      stderr: 'run/digits-7k2m9q0x cancelled\n',
    });
  });
});

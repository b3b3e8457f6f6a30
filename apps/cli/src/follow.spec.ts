import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Interruption } from './exit-codes.ts';
import { slipway } from './testing/command-line.ts';
import { event } from './testing/example-state.ts';
import { usePlatform } from './testing/platform-bench.ts';

const bench = usePlatform();
const { cli, files } = bench;

describe('logs', () => {
  it('are written byte for byte, of a run or of the newest run of a job', async () => {
    bench.state.log = ['no line break \u001b[31mred'];
    expect(await cli('logs', 'run/digits-7k2m9q0x')).toEqual({
      code: 0,
      stdout: 'no line break \u001b[31mred',
      stderr: '',
    });
    expect((await cli('logs', 'job/digits')).stdout).toBe('no line break \u001b[31mred');
  });

  it('are followed over a broken connection without losing or doubling a byte', async () => {
    bench.state.log = ['one\n', 'two\n', undefined, 'three\n', undefined, 'four\n'];
    const { stdout, code } = await cli('logs', '-f', 'digits-7k2m9q0x', '--epoch', '1');
    expect([code, stdout]).toEqual([0, 'one\ntwo\nthree\nfour\n']);
  });

  it('of a run that does not exist are not found', async () => {
    expect(await cli('logs', 'run/none')).toMatchObject({ code: 4, stderr: 'error: there is no run none\n' });
  });
});

describe('watch', () => {
  it('shows the events of a run until it has ended, also as JSON lines', async () => {
    bench.state.events = [
      event(1, 'accepted', 'a\u001b[1m'),
      event(2, 'started', 'b'),
      event(3, 'finished', 'c'),
      event(4, 'retired', 'd'),
    ];
    expect((await cli('watch', 'run/digits-7k2m9q0x')).stdout.split('\n').slice(0, 1)).toEqual([
      '11:58:01  accepted     a\\u001b[1m',
    ]);
    const lines = (await cli('watch', 'run/digits-7k2m9q0x', '--json')).stdout.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
      'accepted',
      'started',
      'finished',
    ]);
    expect((await cli('watch', 'run/digits-7k2m9q0x', '--after', '0002')).stdout).toBe(
      '11:58:03  finished     c\n',
    );
  });

  it('ends with 130 when it is interrupted', async () => {
    bench.state.events = [event(1, 'accepted', 'a')];
    const abort = new AbortController();
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => {
        abort.abort(new Interruption('SIGINT'));
        done();
      },
    });
    const env = { SLIPWAY_URL: bench.url, SLIPWAY_TOKEN: 'admin-token' };
    expect(await slipway(['watch'], { env, stdout, signal: abort.signal })).toMatchObject({
      code: 130,
      stderr: '',
    });
  });
});

describe('artifact', () => {
  it('lists and downloads, whole and checked', async () => {
    expect((await cli('artifact', 'list', 'run/digits-7k2m9q0x')).stdout).toMatch(
      /^NAME {3}SIZE {2}ATTEMPT {12}SHA256\nmodel {2}9 B {3}digits-7k2m9q0x-2 {2}[0-9a-f]{12}\n$/,
    );
    expect(await cli('artifact', 'get', 'run/digits-7k2m9q0x', 'model', '-o', 'model.bin')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'model.bin: 9 B\n',
    });
    expect(await readFile(path.join(bench.folder, 'model.bin'), 'utf8')).toBe('the model');
    expect((await cli('artifact', 'get', 'run/digits-7k2m9q0x', 'model', '-o', '-')).stdout).toBe(
      'the model',
    );
  });

  it('does not replace a file, unless told to, and leaves nothing behind when the content is wrong', async () => {
    await files({ 'kept.bin': 'mine' });
    expect(await cli('artifact', 'get', 'run/digits-7k2m9q0x', 'model', '-o', 'kept.bin')).toMatchObject({
      code: 7,
    });
    expect(await readFile(path.join(bench.folder, 'kept.bin'), 'utf8')).toBe('mine');
    expect(
      (await cli('artifact', 'get', 'run/digits-7k2m9q0x', 'model', '-o', 'kept.bin', '--force')).code,
    ).toBe(0);
    bench.state.artifact = Buffer.from('truncat');
    const wrong = await cli('artifact', 'get', 'run/digits-7k2m9q0x', 'model', '-o', 'broken.bin');
    expect(wrong.stderr).toContain('its SHA-256 differs');
    expect((await readdir(bench.folder)).filter((name) => name.startsWith('broken'))).toEqual([]);
  });

  it('names the nearest artifact', async () => {
    expect(await cli('artifact', 'get', 'run/digits-7k2m9q0x', 'modl')).toMatchObject({
      code: 4,
      stderr: 'error: run digits-7k2m9q0x has no artifact "modl": did you mean model?\n',
    });
  });
});

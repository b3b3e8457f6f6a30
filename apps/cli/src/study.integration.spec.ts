import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '@slipway/kernel';
import { temporaryDirectory } from '@slipway/testing';
import { slipway, type Result } from './testing/command-line.ts';
import { slipwayProcess, type SlipwayProcess } from './testing/slipway-process.ts';

/** The loss has its least value, 0, at x = 0.3; it comes nearer to it step by step. */
const trainer = `
const x = Number(process.argv.find((word) => word.startsWith('--x=')).slice(4));
for (const step of [1, 2, 3]) console.log(\`slipway-metric loss=\${(x - 0.3) ** 2 + 1 / step} step=\${step}\`);
console.log(\`slipway-metric loss=\${(x - 0.3) ** 2}\`);
`;

interface Shown {
  readonly id: number;
  readonly values: readonly number[];
  readonly parameters: { readonly x: number };
}

describe('a study on the command line', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let data: string;
  let port = '0';
  let server: SlipwayProcess;

  const serve = async (): Promise<void> => {
    server = slipwayProcess(['serve', 'tuning', '--port', port, '--data', data, '--log-level', 'warn']);
    await server.said('Slipway is ready');
    const { url } = JSON.parse(await readFile(path.join(data, 'connection.json'), 'utf8')) as { url: string };
    port = new URL(url).port;
  };
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
  };
  const study = (...args: string[]): Promise<Result> =>
    slipway(['study', ...args], {
      env: { SLIPWAY_DATA: data, SLIPWAY_TEAM: 'vision' },
      cwd: directory.path,
      clock: systemClock,
    });
  const done = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await study(...args);
    if (code !== 0) throw new Error(`study ${args.join(' ')} ended with ${String(code)}: ${stderr}`);
    return stdout;
  };
  const runs = (...options: string[]): string[] => [
    ...['run', 'hill', ...options],
    ...['--', process.execPath, path.join(directory.path, 'train.cjs')],
  ];

  beforeAll(async () => {
    directory = await temporaryDirectory();
    data = path.join(directory.path, 'data');
    await writeFile(path.join(directory.path, 'train.cjs'), trainer);
    await serve();
  }, 360_000);
  afterAll(async () => {
    await stop();
    await directory.remove();
  });

  it('is created, run by several workers, watched over a restart of the server, and read in every form', async () => {
    const options = ['--minimize', 'loss', '--float', 'x=0..1', '--max-trials', '12', '--seed', '1'];
    expect(await done('create', 'hill', ...options)).toBe('study/hill created\n');
    expect(await done('create', 'hill', ...options)).toBe('study/hill created\n');
    expect(await done('enqueue', 'hill', 'x=0.3')).toBe('trial 0 enqueued: x=0.3\n');

    const watching = study('watch', 'hill');
    expect((await done(...runs('--workers', '2', '--trials', '6'))).match(/^trial /gm)).toHaveLength(6);
    await stop();
    await serve();
    expect((await done(...runs('--quiet', '--json'))).trim().split('\n')).toHaveLength(6);
    const { stdout: watched, code } = await watching;
    expect(code).toBe(0);
    expect(watched.match(/ {2}trial \d+ {2}complete/g)).toHaveLength(12);
    expect(watched.trim().split('\n').at(-1)).toBe('study ended: all 12 trials ended; 12 of 12 trials');

    const best = JSON.parse(await done('best', 'hill', '--json')) as Shown;
    expect(best).toMatchObject({ id: 0, values: [0], parameters: { x: 0.3 } });
    expect(await done('describe', 'hill')).toContain('Trials:      12 of 12 trials\n');
    expect(await done('trials', 'hill', '--order', 'best', '--limit', '1', '-o', 'name')).toBe('0\n');

    const csv = path.join(directory.path, 'hill.csv');
    await done('export', 'hill', '-o', csv);
    expect((await readFile(csv, 'utf8')).trim().split('\n')).toHaveLength(13);
    const json = JSON.parse(await done('export', 'hill', '--format', 'json')) as Shown[];
    expect(json.map(({ id }) => id)).toEqual(Array.from({ length: 12 }, (_, id) => id));

    for (const kind of ['history', 'slice', 'intermediate'])
      expect(await done('plot', 'hill', '--kind', kind, '--out', '-')).toMatch(/^<svg [^]*hill: /);

    expect(await done('extend', 'hill', '--max-trials', '20')).toBe('study/hill extended: trials 20\n');
    expect(await done('pause', 'hill')).toBe('study/hill paused\n');
    expect(await done('stop', 'hill')).toBe('study/hill stopped\n');
    expect(await done('list')).toMatch(/^hill +ended +12 .* stopped by /m);
  }, 480_000);
});

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { until } from '@slipway/testing';
import { layout } from './attempts/attempt-directory.ts';
import type { AttemptFileOptions } from './testing/manifests.ts';
import { testBench, type TestBench } from './testing/test-agent.ts';

/** A worker that says when it begins and when it is asked to end. */
const worker =
  'echo "begin $JOB_COMPLETION_INDEX"; trap "echo end $JOB_COMPLETION_INDEX; exit 3" TERM; while :; do sleep 0.02; done';

const workers = (replicas: number, command = worker): AttemptFileOptions => ({
  attempt: 'digits-a-1',
  command: ['sh', '-c', command],
  replicas,
  isWorkers: true,
});

const logs = (bench: TestBench): readonly string[] =>
  [0, 1, 2].map((index) =>
    // The shell tells of its own commands that are ended, too.
    (bench.scheduler.log('digits-a-1', index).match(/^(?:begin|end) \d$/gm) ?? []).join(', '),
  );
const says = (bench: TestBench, wanted: readonly string[]): Promise<unknown> =>
  until(`the logs are ${wanted.join(' | ')}`, () => logs(bench).join('|') === wanted.join('|'), 20_000);

describe('an attempt whose workers become more or fewer', () => {
  it('goes on with those that stay, and is judged by them alone', async () => {
    await using bench = await testBench();
    await bench.agent.start();
    await bench.put(workers(1));
    await says(bench, ['begin 0', '', '']);
    await bench.put(workers(3));
    await says(bench, ['begin 0', 'begin 1', 'begin 2']);
    await bench.put(workers(2));
    await says(bench, ['begin 0', 'begin 1', 'begin 2, end 2']);
    await bench.put(workers(3));
    await says(bench, ['begin 0', 'begin 1', 'begin 2, end 2, begin 2']);
    expect(bench.scheduler.ended('digits-a-1')).toBeUndefined();
    await bench.remove('digits-a-1');
    expect(await bench.outcome('digits-a-1')).toMatch(/^stopped/);
    expect(bench.scheduler.reports('digits-a-1').filter(({ type }) => type === 'started')).toHaveLength(1);
    expect(bench.scheduler.violations).toEqual([]);
  });

  it('has succeeded when those that are left have', async () => {
    await using bench = await testBench();
    await bench.agent.start();
    const patient = `${worker.replace(':;', 'test ! -e ../done;')}; echo done`;
    await bench.put(workers(2, patient));
    await says(bench, ['begin 0', 'begin 1', '']);
    await bench.put(workers(1, patient));
    await says(bench, ['begin 0', 'begin 1, end 1', '']);
    await writeFile(path.join(layout.attempt(bench.data, 'digits-a-1'), 'done'), '');
    expect(await bench.outcome('digits-a-1')).toBe('succeeded: exit code 0');
  });

  it('is gone on with by the next agent as it was scaled last, even while the agent was away', async () => {
    await using bench = await testBench({ onStop: 'leave-attempts' });
    await bench.agent.start();
    await bench.put(workers(2));
    await says(bench, ['begin 0', 'begin 1', '']);
    await bench.put(workers(1));
    await says(bench, ['begin 0', 'begin 1, end 1', '']);
    await bench.agent.stop();
    bench.agent = bench.newAgent();
    await bench.put(workers(3));
    await bench.agent.start();
    await says(bench, ['begin 0', 'begin 1, end 1, begin 1', 'begin 2']);
    await bench.remove('digits-a-1');
    expect(await bench.outcome('digits-a-1')).toMatch(/^stopped/);
  });
});

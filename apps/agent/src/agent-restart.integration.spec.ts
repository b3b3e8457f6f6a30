import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bootId } from '@slipway/process-runtime';
import { until } from '@slipway/testing';
import { testBench } from './testing/test-agent.ts';

const sh = (text: string): string[] => ['sh', '-c', text];
const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
const rewrite = async (file: string, from: string, to: string): Promise<void> =>
  writeFile(file, (await readFile(file, 'utf8')).replaceAll(from, to));

describe('an agent that is started again', () => {
  it('leaves attempts running when it is told to, and the next agent goes on with them', async () => {
    await using bench = await testBench({ onStop: 'leave-attempts' });
    await bench.agent.start();
    const go = path.join(bench.data, 'go');
    await bench.put({
      attempt: 'leave-a-1',
      command: sh(
        `echo before; until [ -e ${go} ]; do sleep 0.05; done; echo after; echo slipway-metric done=1`,
      ),
    });
    await until('it runs', () => bench.scheduler.log('leave-a-1').includes('before'));
    await bench.agent.stop();
    await writeFile(go, '');
    bench.agent = bench.newAgent();
    await bench.agent.start();
    expect(await bench.outcome('leave-a-1')).toBe('succeeded: exit code 0');
    expect(bench.scheduler.log('leave-a-1')).toBe('before\nafter\nslipway-metric done=1\n');
    expect(bench.scheduler.reports('leave-a-1').filter(({ type }) => type === 'metric')).toHaveLength(1);
    expect(bench.scheduler.reports('leave-a-1').filter(({ type }) => type === 'started')).toHaveLength(1);
  });

  it('ends running attempts as lost when it is told to stop them, and lets those that are being prepared wait', async () => {
    await using bench = await testBench({ onStop: 'stop-attempts' });
    await bench.agent.start();
    await bench.put({ attempt: 'stop-a-1', command: sh('echo up; exec sleep 600') });
    await until('it runs', () => bench.scheduler.log('stop-a-1').includes('up'));
    await bench.agent.stop();
    expect(bench.scheduler.ended('stop-a-1')).toEqual({
      type: 'ended',
      outcome: 'lost',
      reason: 'agent stopped',
    });
    bench.agent = bench.newAgent();
    await bench.agent.start();
    await bench.put({ attempt: 'stop-a-2', command: sh('true') });
    expect(await bench.outcome('stop-a-2')).toBe('succeeded: exit code 0');
  });

  it('never runs an attempt again, also when its manifest comes back after it was forgotten', async () => {
    await using bench = await testBench({ keepEnded: 0 });
    await bench.agent.start();
    const ledger = path.join(bench.data, 'ledger');
    const attempt = { attempt: 'once-a-1', command: sh(`echo ran >>${ledger}`) };
    await bench.put(attempt);
    await bench.outcome('once-a-1');
    await bench.remove('once-a-1');
    await until(
      'it is forgotten',
      async () => !(await exists(path.join(bench.data, 'attempts', 'once-a-1'))),
    );
    await bench.agent.stop();
    bench.agent = bench.newAgent();
    await bench.agent.start();
    await bench.put(attempt);
    await bench.put({ attempt: 'once-b-1', command: sh('true') });
    await bench.outcome('once-b-1');
    expect(await readFile(ledger, 'utf8')).toBe('ran\n');
    expect(await readdir(path.join(bench.data, 'ended'))).toContain('once-a-1');
  });

  it('refuses a second agent on its directory', async () => {
    await using bench = await testBench();
    await bench.agent.start();
    await expect(bench.newAgent().start()).rejects.toThrow('is in use by another agent');
  });

  it('keeps the exit code of what ended before the machine was started anew, and reports the rest as lost', async () => {
    await using bench = await testBench({ onStop: 'leave-attempts' });
    await bench.agent.start();
    const go = path.join(bench.data, 'go');
    await bench.put({
      attempt: 'boot-a-1',
      command: sh(`echo up; until [ -e ${go} ]; do sleep 0.05; done`),
    });
    await bench.put({ attempt: 'boot-b-1', command: sh('echo up; exec sleep 600') });
    for (const attempt of ['boot-a-1', 'boot-b-1'])
      await until('it runs', () => bench.scheduler.log(attempt).includes('up'));
    await bench.agent.stop();
    await writeFile(go, '');
    const start = (attempt: string): string => path.join(bench.data, 'attempts', attempt, 'start-1-0');
    await until('the first has ended', () => exists(path.join(start('boot-a-1'), 'exit')));
    for (const attempt of ['boot-a-1', 'boot-b-1']) {
      await rewrite(path.join(start(attempt), 'claim'), await bootId(), 'an-earlier-boot');
      await rewrite(
        path.join(bench.data, 'attempts', attempt, 'events.jsonl'),
        await bootId(),
        'an-earlier-boot',
      );
    }
    bench.agent = bench.newAgent();
    await bench.agent.start();
    expect(await bench.outcome('boot-a-1')).toBe('succeeded: exit code 0');
    expect(await bench.outcome('boot-b-1')).toBe('lost: the machine was restarted');
  });

  it('stops an attempt whose manifest this version cannot read any more, and does not start it again', async () => {
    await using bench = await testBench({ onStop: 'leave-attempts' });
    await bench.agent.start();
    const stopped = path.join(bench.data, 'stopped');
    const command = sh(`trap 'echo once >>${stopped}; exit 0' TERM; echo up; while :; do sleep 0.05; done`);
    await bench.put({ attempt: 'old-a-1', command });
    await until('it runs', () => bench.scheduler.log('old-a-1').includes('up'));
    await bench.agent.stop();
    await rewrite(path.join(bench.data, 'attempts', 'old-a-1', 'attempt.json'), 'batch/v1', 'batch/v9');
    bench.agent = bench.newAgent();
    await bench.agent.start();
    expect(await bench.outcome('old-a-1')).toContain('lost: this agent cannot read its manifest any more');
    expect(await readFile(stopped, 'utf8')).toBe('once\n');
    await bench.put({ attempt: 'old-b-1', command: sh('true') });
    expect(await bench.outcome('old-b-1')).toBe('succeeded: exit code 0');
    expect(bench.scheduler.reports('old-a-1').filter(({ type }) => type === 'started')).toHaveLength(1);
  });

  it('names a damaged record instead of guessing', async () => {
    await using bench = await testBench();
    await bench.agent.start();
    await bench.put({ attempt: 'torn-a-1', command: sh('true') });
    await bench.outcome('torn-a-1');
    await bench.agent.stop();
    await writeFile(path.join(bench.data, 'attempts', 'torn-a-1', 'attempt.json'), '{"attempt":');
    bench.agent = bench.newAgent();
    await expect(bench.agent.start()).rejects.toThrow('attempt.json of the attempt torn-a-1 is damaged');
  });
});

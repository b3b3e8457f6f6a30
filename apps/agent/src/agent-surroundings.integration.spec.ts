import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { until } from '@slipway/testing';
import { putFile } from './testing/fake-environment.ts';
import { attemptFile, attemptPath, teamFile, teamPath } from './testing/manifests.ts';
import { testBench } from './testing/test-agent.ts';

const sh = (text: string): string[] => ['sh', '-c', text];

describe('an agent among others', () => {
  it('lets attempts of a team wait until the manifest of the team is there, and makes its directories private', async () => {
    await using bench = await testBench();
    await bench.agent.start();
    await bench.put({ attempt: 'late-a-1', team: 'vision', command: sh('true') });
    await until('it waits', () =>
      bench.log.some((line) => line.includes('there is no manifest of team vision')),
    );
    await putFile(bench.folder, teamPath('vision'), teamFile('vision', { runs: 3 }));
    bench.scheduler.push();
    expect(await bench.outcome('late-a-1')).toBe('succeeded: exit code 0');
    for (const folder of ['teams/vision', 'secrets/vision'])
      expect((await stat(path.join(bench.data, folder))).mode & 0o777).toBe(0o700);
  });

  it('keeps as many processes running as it may, and starts the next when there is room', async () => {
    await using bench = await testBench({ maxProcesses: 2 });
    await bench.agent.start();
    const ledger = path.join(bench.data, 'ledger');
    for (let number = 1; number <= 5; number += 1) {
      await bench.put({
        attempt: `queue-${String(number)}-1`,
        command: sh(`echo + >>${ledger}; sleep 0.1; echo - >>${ledger}`),
      });
    }
    for (let number = 1; number <= 5; number += 1)
      expect(await bench.outcome(`queue-${String(number)}-1`)).toBe('succeeded: exit code 0');
    let running = 0;
    for (const line of (await readFile(ledger, 'utf8')).trim().split('\n')) {
      running += line === '+' ? 1 : -1;
      expect(running).toBeLessThanOrEqual(2);
    }
  });

  it('applies what it can read when another manifest is broken', async () => {
    await using bench = await testBench();
    await bench.agent.start();
    await putFile(bench.folder, attemptPath('broken-a-1'), '{{{');
    await bench.put({ attempt: 'good-a-1', command: sh('true') });
    expect(await bench.outcome('good-a-1')).toBe('succeeded: exit code 0');
    expect(
      bench.log.some(
        (line) => line.startsWith('error A manifest cannot be applied') && line.includes('broken-a-1'),
      ),
    ).toBe(true);
  });

  it('is not ready, and starts and stops nothing, while the environment repository cannot be read', async () => {
    await using bench = await testBench({ pollMs: 100 });
    const agent = bench.newAgent();
    await expect(agent.checkReady()).rejects.toThrow('The agent was not started');
    await bench.agent.start();
    await bench.put({ attempt: 'steady-a-1', command: sh('echo up; exec sleep 600') });
    await until('it runs', () => bench.scheduler.log('steady-a-1').includes('up'));
    await until('it is ready', () =>
      bench.agent.checkReady().then(
        () => true,
        () => false,
      ),
    );
    await rename(bench.folder, `${bench.folder}-away`);
    await until('it notices', () =>
      bench.agent.checkReady().then(
        () => false,
        () => true,
      ),
    );
    expect(bench.scheduler.ended('steady-a-1')).toBeUndefined();
    await rename(`${bench.folder}-away`, bench.folder);
    await until('it is ready again', () =>
      bench.agent.checkReady().then(
        () => true,
        () => false,
      ),
    );
  });

  it('keeps reports, logs and artifacts until the scheduler takes them', async () => {
    await using bench = await testBench();
    bench.scheduler.failWith = 503;
    await bench.agent.start();
    await bench.put({
      attempt: 'patient-a-1',
      command: sh('echo output; echo x >m'),
      artifacts: [{ name: 'model', path: 'm' }],
    });
    await until(
      'it cannot send',
      () => bench.log.filter((line) => line.includes('Reports cannot be sent')).length > 1,
    );
    bench.scheduler.failWith = undefined;
    expect(await bench.outcome('patient-a-1')).toBe('succeeded: exit code 0');
    expect(bench.scheduler.log('patient-a-1')).toBe('output\n');
    expect(bench.scheduler.artifact('patient-a-1', 'model')?.toString()).toBe('x\n');
  });

  it('is not held up by an attempt whose reports are refused or unknown', async () => {
    await using bench = await testBench();
    bench.scheduler.refused.add('odd-a-1');
    bench.scheduler.unknown.add('odd-b-1');
    await bench.agent.start();
    for (const attempt of ['odd-a-1', 'odd-b-1', 'even-a-1'])
      await bench.put({ attempt, command: sh('true') });
    expect(await bench.outcome('even-a-1')).toBe('succeeded: exit code 0');
    await until(
      'it says so',
      () =>
        bench.log.some((line) => line.includes('refuses the reports')) &&
        bench.log.some((line) => line.includes('does not know an attempt')),
    );
  });

  it('finds out by polling when nobody tells it', async () => {
    await using bench = await testBench({ pollMs: 100 });
    await bench.agent.start();
    await until('it listens', () => bench.scheduler.listeners === 1);
    await putFile(
      bench.folder,
      attemptPath('quiet-a-1'),
      attemptFile({ attempt: 'quiet-a-1', command: sh('true') }),
    );
    expect(await bench.outcome('quiet-a-1')).toBe('succeeded: exit code 0');
  });

  it('listens again after its connection broke', async () => {
    await using bench = await testBench();
    await bench.agent.start();
    await until('it listens', () => bench.scheduler.listeners === 1);
    bench.scheduler.dropListeners();
    await until('nobody listens', () => bench.scheduler.listeners === 0);
    await until('it listens again', () => bench.scheduler.listeners === 1);
    await bench.put({ attempt: 'again-a-1', command: sh('true') });
    expect(await bench.outcome('again-a-1')).toBe('succeeded: exit code 0');
  });

  it('keeps a team to its quota', async () => {
    await using bench = await testBench();
    await putFile(bench.folder, teamPath('research'), teamFile('research', { cpu: 1 }));
    await bench.agent.start();
    const go = path.join(bench.folder, 'go');
    await bench.put({ attempt: 'share-a-1', command: sh(`until [ -e ${go} ]; do sleep 0.05; done`) });
    await until('it runs', () => bench.scheduler.reports('share-a-1').some(({ type }) => type === 'started'));
    await bench.put({ attempt: 'share-b-1', command: sh('true') });
    await until('it waits', () => bench.log.some((line) => line.includes('requests.cpu is 1 of 1')));
    expect(bench.scheduler.reports('share-b-1')).toEqual([]);
    await writeFile(go, '');
    expect(await bench.outcome('share-b-1')).toBe('succeeded: exit code 0');
  });
});

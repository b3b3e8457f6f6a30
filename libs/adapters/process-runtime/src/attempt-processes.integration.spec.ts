import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { newId } from '@slipway/kernel';
import { temporaryDirectory, until } from '@slipway/testing';
import { attemptMarker, logFile, openAttemptProcesses, type ProcessCommand } from './attempt-processes.ts';
import { listProcesses } from './process-table.ts';
import { fenceStart, inspectStart, makeStart, startDirectory } from './start-record.ts';

const attempt = `digits-${newId(new Date())}-1`;
const shell = (directory: string, text: string): ProcessCommand => ({
  argv: ['sh', '-c', text],
  environment: { PATH: process.env.PATH ?? '', [attemptMarker]: attempt, SECRET: "it's $(touch pwned) `id`" },
  workingDirectory: directory,
});
const strays = async (): Promise<number> =>
  (await listProcesses(`${attemptMarker}=${attempt}`)).filter((entry) => entry.marked).length;

describe('the processes of an attempt', () => {
  it('runs a command once, keeps its output and its exit code', async () => {
    await using directory = await temporaryDirectory();
    const processes = openAttemptProcesses(directory.path, attempt);
    const command = shell(directory.path, 'echo out; echo err >&2; exit 7');
    await processes.ensureStarted(0, command);
    await until('it has ended', async () => (await processes.inspect(0)).kind === 'exited');
    await processes.ensureStarted(0, command);
    expect(await processes.inspect(0)).toMatchObject({ kind: 'exited', code: 7, interrupted: false });
    expect(await readFile(logFile(directory.path, 0), 'utf8')).toBe('out\nerr\n');
  });

  it('passes words and environment through without any shell reading them', async () => {
    await using directory = await temporaryDirectory();
    const processes = openAttemptProcesses(directory.path, attempt);
    const program = 'process.stdout.write(JSON.stringify([process.argv.slice(1), process.env.SECRET]))';
    const words = ['$(touch pwned)', "';`touch pwned`;'", '', 'two\nlines', '*'];
    await processes.ensureStarted(0, {
      ...shell(directory.path, ''),
      argv: ['node', '-e', program, '--', ...words],
    });
    await until('it has ended', async () => (await processes.inspect(0)).kind === 'exited');
    expect(JSON.parse(await readFile(logFile(directory.path, 0), 'utf8'))).toEqual([
      words,
      "it's $(touch pwned) `id`",
    ]);
  });

  it('reports a command that does not exist as exit code 127 and one that is no program as 126', async () => {
    await using directory = await temporaryDirectory();
    await writeFile(path.join(directory.path, 'data'), 'x', { mode: 0o600 });
    const processes = openAttemptProcesses(directory.path, attempt);
    await processes.ensureStarted(0, { ...shell(directory.path, ''), argv: ['no-such-program'] });
    await processes.ensureStarted(1, { ...shell(directory.path, ''), argv: ['./data'] });
    for (const [index, code] of [127, 126].entries()) {
      await until('it has ended', async () => (await processes.inspect(index)).kind === 'exited');
      expect(await processes.inspect(index)).toMatchObject({ code });
    }
  });

  it('works when the program asks for a PATH without tools', async () => {
    await using directory = await temporaryDirectory();
    const processes = openAttemptProcesses(directory.path, attempt);
    await processes.ensureStarted(0, {
      argv: ['/bin/sh', '-c', 'exit 3'],
      environment: { PATH: '/nowhere' },
      workingDirectory: directory.path,
    });
    await until('it has ended', async () => (await processes.inspect(0)).kind === 'exited');
    expect(await processes.inspect(0)).toMatchObject({ code: 3 });
  });

  it('lets the program handle SIGTERM and records its own exit code, marked as interrupted', async () => {
    await using directory = await temporaryDirectory();
    const processes = openAttemptProcesses(directory.path, attempt);
    await processes.ensureStarted(
      0,
      shell(directory.path, 'trap "echo saved; exit 5" TERM; touch ready; while :; do sleep 0.05; done'),
    );
    await until('it is ready', () =>
      readFile(path.join(directory.path, 'ready')).then(
        () => true,
        () => false,
      ),
    );
    await processes.stop(10_000);
    expect(await processes.inspect(0)).toMatchObject({ kind: 'exited', code: 5, interrupted: true });
    expect(await readFile(logFile(directory.path, 0), 'utf8')).toContain('saved');
  });

  it('kills a program that ignores SIGTERM when the grace period is over, with all its children', async () => {
    await using directory = await temporaryDirectory();
    const processes = openAttemptProcesses(directory.path, attempt);
    await processes.ensureStarted(
      0,
      shell(directory.path, 'trap "" TERM; (sleep 600) & (setsid sleep 600) & touch ready; wait'),
    );
    await until('it is ready', () =>
      readFile(path.join(directory.path, 'ready')).then(
        () => true,
        () => false,
      ),
    );
    await until('the stray has left', async () => (await strays()) >= 4);
    await processes.stop(200);
    expect(await strays()).toBe(0);
  });

  it('dismisses one process with its children, leaves the others, and can start it again', async () => {
    await using directory = await temporaryDirectory();
    const processes = openAttemptProcesses(directory.path, attempt);
    const command = (index: number): ProcessCommand => {
      const base = shell(directory.path, 'trap "echo bye; exit 0" TERM; setsid sleep 600 & wait; exit 1');
      return { ...base, environment: { ...base.environment, JOB_COMPLETION_INDEX: String(index) } };
    };
    for (const index of [0, 1]) await processes.ensureStarted(index, command(index));
    await until('both have children', async () => (await strays()) >= 6);
    await processes.dismiss(1, 10_000);
    expect(await processes.inspect(0)).toMatchObject({ kind: 'running' });
    expect(await processes.inspect(1)).toEqual({ kind: 'not-started' });
    expect(await strays()).toBe(3);
    await processes.dismiss(1, 10_000);
    expect(await readFile(logFile(directory.path, 1), 'utf8')).toBe('bye\n');

    const another = openAttemptProcesses(directory.path, attempt);
    await another.ensureStarted(1, command(1));
    expect(await processes.inspect(1)).toMatchObject({ kind: 'running' });
    await processes.stop(0);
    expect(await strays()).toBe(0);
  });

  it('finds what a program left behind after it ended', async () => {
    await using directory = await temporaryDirectory();
    const processes = openAttemptProcesses(directory.path, attempt);
    await processes.ensureStarted(0, shell(directory.path, 'setsid sleep 600 & sleep 601 & exit 0'));
    await until('it has ended', async () => (await processes.inspect(0)).kind === 'exited');
    await processes.stop(0);
    expect(await strays()).toBe(0);
  });

  it('reports lost when the supervisor was killed, and can still stop what it left', async () => {
    await using directory = await temporaryDirectory();
    const processes = openAttemptProcesses(directory.path, attempt);
    await processes.ensureStarted(0, shell(directory.path, 'exec sleep 600'));
    const state = await processes.inspect(0);
    if (state.kind !== 'running') throw new Error(state.kind);
    await until('the program runs', async () => (await strays()) === 2);
    process.kill(state.supervisor.pid, 'SIGKILL');
    await until('it is lost', async () => (await processes.inspect(0)).kind === 'lost');
    expect(await strays()).toBe(1);
    await processes.stop(0);
    expect(await strays()).toBe(0);
  });

  it('starts anew when an earlier agent prepared a start that nobody took', async () => {
    await using directory = await temporaryDirectory();
    const abandoned = await makeStart(directory.path, 1, 0);
    const processes = openAttemptProcesses(directory.path, attempt);
    expect(await processes.inspect(0)).toEqual({ kind: 'not-started' });
    await processes.ensureStarted(0, shell(directory.path, 'exit 0'));
    expect(await inspectStart(abandoned)).toEqual({ kind: 'fenced' });
    await until('it has ended', async () => (await processes.inspect(0)).kind === 'exited');
  });

  it('keeps a late supervisor from running after it was fenced out', async () => {
    await using directory = await temporaryDirectory();
    const start = await makeStart(directory.path, 1, 0);
    expect(await fenceStart(start)).toBe(true);
    const script = fileURLToPath(new URL('../supervise.sh', import.meta.url));
    const late = spawn(
      '/bin/sh',
      [script, start, process.env.PATH ?? '', 'touch', path.join(directory.path, 'ran')],
      { stdio: 'ignore' },
    );
    await new Promise((resolve) => late.once('exit', resolve));
    await expect(readFile(path.join(directory.path, 'ran'))).rejects.toThrow('ENOENT');
    expect(await inspectStart(start)).toEqual({ kind: 'fenced' });
  });

  it('runs the command once however many supervisors and agents race for one start', async () => {
    await using directory = await temporaryDirectory();
    const script = fileURLToPath(new URL('../supervise.sh', import.meta.url));
    for (let round = 1; round <= 5; round += 1) {
      const start = await makeStart(directory.path, round, 0);
      const ledger = path.join(directory.path, `ledger-${String(round)}`);
      const racers = Array.from({ length: 6 }, () => {
        const child = spawn(
          '/bin/sh',
          [script, start, process.env.PATH ?? '', 'sh', '-c', 'echo ran >>"$0"', ledger],
          { stdio: 'ignore' },
        );
        return new Promise((resolve) => child.once('exit', resolve));
      });
      const fenced = await fenceStart(start);
      await Promise.all(racers);
      const ledgerText = await readFile(ledger, 'utf8').catch(() => '');
      expect(ledgerText).toBe(fenced ? '' : 'ran\n');
    }
  });

  it('fails without leaving anything when the working directory is missing, and may be tried again', async () => {
    await using directory = await temporaryDirectory();
    const processes = openAttemptProcesses(directory.path, attempt);
    const command = shell(path.join(directory.path, 'work'), 'exit 0');
    await expect(processes.ensureStarted(0, command)).rejects.toThrow(
      'The supervisor of a process did not come up',
    );
    await mkdir(path.join(directory.path, 'work'));
    await processes.ensureStarted(0, command);
    await until('it has ended', async () => (await processes.inspect(0)).kind === 'exited');
  });

  it('takes a claim of an earlier start of the machine for lost, even when the process id is in use', async () => {
    await using directory = await temporaryDirectory();
    await makeStart(directory.path, 1, 0);
    const stat = await readFile('/proc/self/stat', 'utf8');
    await writeFile(
      path.join(startDirectory(directory.path, 1, 0), 'claim'),
      `${String(process.pid)}\nother-boot\n${stat}`,
    );
    expect(await openAttemptProcesses(directory.path, attempt).inspect(0)).toMatchObject({ kind: 'lost' });
  });
});

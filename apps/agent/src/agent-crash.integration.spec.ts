import { spawn, type ChildProcess } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { temporaryDirectory, until } from '@slipway/testing';
import { openFolderReader, putFile, removeFile } from './testing/fake-environment.ts';
import { startFakeScheduler } from './testing/fake-scheduler.ts';
import { attemptFile, attemptPath, teamFile, teamPath } from './testing/manifests.ts';
import { putQuickPython } from './testing/quick-python.ts';

/** More by `SLIPWAY_KILLS=200`. */
const kills = Number(process.env.SLIPWAY_KILLS ?? 40);
const attempts = Array.from(
  { length: Math.max(30, kills) },
  (_, number) => `crash-${String(number).padStart(4, '0')}-1`,
);
const cancelled = new Set(attempts.filter((_, number) => number % 7 === 3));

/** A reproducible sequence of numbers from 0 to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lines `start ATTEMPT` and `end ATTEMPT`, in order. A child in a session of its own stays behind after the end. */
const program = `
import os, subprocess, sys, time
def note(word):
    file = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, f"{word} {os.environ['SLIPWAY_ATTEMPT']} {os.getpid()}\\n".encode())
    os.close(file)
note("start")
subprocess.Popen(["sleep", "600"], start_new_session=True)
for step in range(4):
    time.sleep(float(sys.argv[2]))
    print(f"slipway-metric loss={step}.5 step={step}", flush=True)
note("end")
`;

const strays = async (): Promise<string[]> => {
  const found: string[] = [];
  for (const name of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const environment = await readFile(`/proc/${name}/environ`, 'latin1').catch(() => '');
    if (/(^|\0)SLIPWAY_ATTEMPT=crash-/.test(environment)) found.push(name);
  }
  return found;
};

describe('an agent that is killed again and again', () => {
  it(
    `runs every attempt once, loses and doubles no report and leaves no process, after ${String(kills)} kills at any moment`,
    async () => {
      await using directory = await temporaryDirectory();
      const [data, folder, ledger] = ['agent', 'environment', 'ledger'].map((name) =>
        path.join(directory.path, name),
      ) as [string, string, string];
      const scheduler = await startFakeScheduler();
      const random = randomNumbers(20261124);
      await putFile(folder, teamPath('research'), teamFile('research'));
      await writeFile(path.join(directory.path, 'train.py'), program);
      const bin = path.join(directory.path, 'bin');
      await putQuickPython(bin, path.join(directory.path, 'builds'));

      const running: { agent?: ChildProcess } = {};
      const startAgent = (): ChildProcess => {
        const args = [
          '--conditions=@slipway/source',
          '--disable-warning=ExperimentalWarning',
          fileURLToPath(new URL('./testing/agent-process.ts', import.meta.url)),
        ];
        const env = { ...process.env, NODE_OPTIONS: '', PATH: `${bin}:${process.env.PATH ?? ''}` };
        return spawn(process.execPath, [...args, scheduler.url, data, folder], {
          stdio: ['ignore', 'pipe', 'inherit'],
          env,
        });
      };
      const put = async (attempt: string): Promise<void> => {
        const number = attempts.indexOf(attempt);
        const content = attemptFile({
          attempt,
          command: [
            '/usr/bin/env',
            'python3',
            path.join(directory.path, 'train.py'),
            ledger,
            String(0.02 + random() * 0.15),
          ],
          graceSeconds: 1,
          files: { 'readme.txt': attempt },
          ...(number % 3 === 0 && { requirements: [`package-${String(number)}`] }),
        });
        await putFile(folder, attemptPath(attempt), content);
        scheduler.push();
      };

      const waiting = [...attempts];
      const removing = new Set(cancelled);
      for (let round = 0; round < kills; round += 1) {
        const agent = startAgent();
        running.agent = agent;
        const exited = new Promise<void>((resolve) =>
          agent.once('exit', () => {
            resolve();
          }),
        );
        const started = new Promise<void>((resolve) =>
          agent.stdout?.once('data', () => {
            resolve();
          }),
        );
        // Some rounds end while the agent is still coming up, most while it works.
        if (random() > 0.15) await Promise.race([started, exited]);
        for (const attempt of waiting.splice(0, Math.ceil(attempts.length / kills))) await put(attempt);
        await new Promise((resolve) => setTimeout(resolve, random() * random() * 900));
        for (const attempt of removing) {
          if (waiting.includes(attempt) || random() > 0.5) continue;
          await removeFile(folder, attemptPath(attempt));
          removing.delete(attempt);
          scheduler.push();
        }
        for (const attempt of attempts)
          if (scheduler.ended(attempt)) await removeFile(folder, attemptPath(attempt));
        agent.kill('SIGKILL');
        await exited;
      }
      for (const attempt of [...waiting.splice(0), ...removing])
        if (!removing.has(attempt)) await put(attempt);
      for (const attempt of removing) await removeFile(folder, attemptPath(attempt));

      const last = startAgent();
      running.agent = last;
      const gone = new Promise<number | null>((resolve) => last.once('exit', resolve));
      const reader = openFolderReader(folder);
      await reader.refresh();
      const wanted = async (): Promise<string[]> => {
        const lines = await readLedger(ledger);
        return attempts.filter(
          (attempt) =>
            !scheduler.ended(attempt) &&
            (!cancelled.has(attempt) ||
              lines.some((line) => line.includes(attempt)) ||
              scheduler.reports(attempt).length > 0),
        );
      };
      await until(
        'every attempt has ended',
        async () => (await wanted()).length === 0,
        60_000 + kills * 5_000,
      );
      last.kill('SIGTERM');
      expect(await gone).toBe(0);

      expect(scheduler.violations).toEqual([]);
      expect(await strays()).toEqual([]);
      const lines = await readLedger(ledger);
      for (const attempt of attempts) {
        const types = scheduler.reports(attempt).map(({ type }) => type);
        const ended = scheduler.ended(attempt);
        const starts = lines.filter((line) => line.startsWith(`start ${attempt} `)).length;
        if (cancelled.has(attempt)) {
          expect(starts).toBeLessThanOrEqual(1);
          continue;
        }
        expect({
          attempt,
          outcome: ended?.outcome,
          starts,
          ends: lines.filter((line) => line.startsWith(`end ${attempt} `)).length,
        }).toEqual({ attempt, outcome: 'succeeded', starts: 1, ends: 1 });
        expect({
          attempt,
          picked: types.filter((type) => type === 'picked-up').length,
          started: types.filter((type) => type === 'started').length,
          ended: types.filter((type) => type === 'ended').length,
        }).toEqual({ attempt, picked: 1, started: 1, ended: 1 });
        expect(types.at(-1)).toBe('ended');
        expect(
          scheduler.reports(attempt).flatMap((report) => (report.type === 'metric' ? [report.step] : [])),
        ).toEqual([0, 1, 2, 3]);
        expect(scheduler.log(attempt).match(/slipway-metric/g)).toHaveLength(4);
      }
      await scheduler.close();
    },
    120_000 + kills * 8_000,
  );
});

async function readLedger(ledger: string): Promise<string[]> {
  return (await readFile(ledger, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
}

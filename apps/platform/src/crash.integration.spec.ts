import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resourceEndpoints, runEndpoints, type Run } from '@slipway/contracts';
import { processesWith, seededRandom, temporaryDirectory, until } from '@slipway/testing';
import { startPlatformProcess, type PlatformProcess } from './platform-process.ts';

const kills = Number(process.env.SLIPWAY_KILLS ?? 30);
const seed = Number(process.env.SLIPWAY_SEED ?? Date.now() % 1_000_000);
const run = promisify(execFile);

describe('the platform under kill -9', () => {
  const random = seededRandom(seed);
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let folder: string;
  let data: string;
  let platform: PlatformProcess;

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    folder = temporary.path;
    data = path.join(folder, 'data');
    // Each execution of an attempt leaves two lines; O_APPEND makes them whole.
    await writeFile(
      path.join(folder, 'work.sh'),
      'echo "start $SLIPWAY_RUN $SLIPWAY_ATTEMPT" >> "$1"\nsleep "$2"\necho "end $SLIPWAY_RUN $SLIPWAY_ATTEMPT" >> "$1"\n',
    );
    platform = await startPlatformProcess(data);
  });

  afterAll(async () => {
    await platform.stop();
    await temporary.remove();
  });

  it(
    `loses and doubles nothing over ${String(kills)} kills of the platform and its database (seed ${String(seed)})`,
    async () => {
      const ledger = path.join(folder, 'ledger');
      await writeFile(ledger, '');
      const accepted: { run: string; change: string }[] = [];
      let count = 0;
      const apply = async (): Promise<void> => {
        count += 1;
        const name = `work-${String(count)}`;
        const text = `apiVersion: slipway.dev/v1
kind: Job
metadata: { name: ${name}, team: demo }
spec:
  image: docker.io/library/busybox:1.37
  command: [sh, ${path.join(folder, 'work.sh')}, ${ledger}, "${(random() * 0.8).toFixed(2)}"]
  retries: { limit: 0 }
`;
        const { resources } = await platform.client.call(resourceEndpoints.apply, {
          body: { documents: [{ file: `${name}.yaml`, text }] },
          signal: AbortSignal.timeout(10_000),
        });
        const { run: started, change } = resources[0] ?? {};
        if (started !== undefined && change !== undefined) accepted.push({ run: started, change });
      };

      for (let kill = 0; kill < kills; kill += 1) {
        const loadUntil = Date.now() + 100 + random() * 900;
        while (Date.now() < loadUntil) {
          await apply().catch(() => undefined); // an unanswered apply is not acknowledged, and may or may not have happened
        }
        if (random() < 0.3) {
          const [pid] = (
            await readFile(path.join(data, 'postgres/postmaster.pid'), 'utf8').catch(() => '')
          ).split('\n');
          if (Number(pid) > 1) process.kill(Number(pid), 'SIGKILL');
        }
        if (random() < 0.8) {
          const gone = new Promise((resolve) => platform.child.once('exit', resolve));
          platform.child.kill('SIGKILL');
          await gone;
          platform = await startPlatformProcess(data);
        }
      }

      const runs = await until(
        'every run has ended and is retired',
        async () => {
          const items: Run[] = [];
          let cursor: string | undefined;
          do {
            const page = await platform.client.call(runEndpoints.listRuns, {
              params: { team: 'demo' },
              query: { limit: 500, ...(cursor ? { cursor } : {}) },
            });
            items.push(...page.items);
            cursor = page.cursor;
          } while (cursor !== undefined);
          return items.every((item) => item.retiredBy !== undefined) ? items : undefined;
        },
        180_000,
      );

      expect(accepted.length).toBeGreaterThan(kills);
      const byName = new Map(runs.map((item) => [item.name, item]));
      expect(accepted.filter(({ run: name }) => byName.get(name)?.state !== 'succeeded')).toEqual([]);

      const git = ['-C', path.join(data, 'environment.git')];
      const { stdout: trailers } = await run(
        'git',
        [...git, 'log', '--format=%(trailers:key=Change-Id,valueonly,separator=)', 'main'],
        { maxBuffer: 1 << 28 },
      );
      const ids = trailers.split('\n').filter(Boolean);
      expect(new Set(ids).size).toBe(ids.length);
      expect(accepted.filter(({ change }) => !ids.includes(change))).toEqual([]);

      // At most one attempt of a run lives at a time, and no attempt is executed twice.
      const living = new Map<string, string>();
      const executed = new Set<string>();
      for (const line of (await readFile(ledger, 'utf8')).trim().split('\n')) {
        const [what, name = '', attempt = ''] = line.split(' ');
        if (what === 'start') {
          expect(executed).not.toContain(attempt);
          expect(living.get(name)).toBeUndefined();
          executed.add(attempt);
          living.set(name, attempt);
        } else {
          expect(living.get(name)).toBe(attempt);
          living.delete(name);
        }
      }
      expect(accepted.filter(({ run: name }) => living.has(name))).toEqual([]);

      await platform.stop();
      await run('git', [...git, 'fsck', '--strict', '--full']);
      expect(await processesWith(folder)).toEqual([]);
      platform = await startPlatformProcess(data);
    },
    30_000 + kills * 15_000,
  );
});

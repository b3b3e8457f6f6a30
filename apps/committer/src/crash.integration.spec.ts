import type { ChildProcess } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { StepName } from '@slipway/git';
import { newId } from '@slipway/kernel';
import { endSessions } from '@slipway/postgres/testing';
import { processesWith, seededRandom, until } from '@slipway/testing';
import type { CommitterStep } from './committer-deps.ts';
import { CommitterHarness } from './testing/committer-harness.ts';
import { killed, startCommitterProcess } from './testing/committer-process.ts';

const kills = Number(process.env.SLIPWAY_KILLS ?? 30);
const seed = Number(process.env.SLIPWAY_SEED ?? Date.now() % 1_000_000);

const failpoints: readonly (CommitterStep | StepName)[] = [
  'batch-read',
  'batch-built',
  'prepared',
  'pack-written',
  'pack-named',
  'pack-stored',
  'ref-moved',
  'published',
  'settled',
];

let harness: CommitterHarness;
beforeEach(async () => {
  harness = await CommitterHarness.start();
});
afterEach(async () => {
  await harness.close();
});

describe(`committer processes under kill -9 (seed ${String(seed)})`, () => {
  it(`write every change once over ${String(kills)} kills, at their steps and at random, with the database cut off now and then`, async () => {
    const random = seededRandom(seed);
    const ids: string[] = [];
    const enough = new AbortController();
    /** Of a change whose connection was cut off while it was appended. */
    const isInLog = async (id: string): Promise<boolean> => {
      let found = false;
      await until('the log can be read', () =>
        harness.database.changeReader.find(id).then(
          (change) => {
            found = change !== undefined;
            return true;
          },
          () => false,
        ),
      );
      return found;
    };
    const load = (async () => {
      while (!enough.signal.aborted) {
        const id = newId(new Date());
        const file = `teams/vision/jobs/job-${String(ids.length % 500)}.yaml`;
        const isAppended = await harness
          .append(`change ${String(ids.length)}`, {
            id,
            operations: [{ op: 'write', path: file, content: `count: ${String(ids.length)}\n` }],
          })
          .then(
            () => true,
            () => isInLog(id),
          );
        if (isAppended) ids.push(id);
        await until(
          'some of them are written',
          () =>
            harness.database.changeQueue.unsettled(harness.repository, ids.slice(-50)).then(
              ({ size }) => size < 20,
              () => false,
            ),
          60_000,
        );
      }
    })();
    const start = (): Promise<ChildProcess> => {
      const step = failpoints[Math.floor(random() * failpoints.length)] ?? 'published';
      const atStep = random() < 0.8 ? { failpoint: `${step}:${String(1 + Math.floor(random() * 5))}` } : {};
      return startCommitterProcess({
        databaseUrl: harness.databaseUrl,
        directory: harness.directory,
        folder: harness.folder,
        ...atStep,
      });
    };
    // Two at a time: while one starts, the other leads.
    const running = [await start(), await start()];
    for (let kill = 0; kill < kills; kill += 1) {
      const [oldest] = running;
      if (!oldest) throw new Error('no committer is running');
      // Most end by themselves, at a step; the others are ended a little later than they would.
      await until(
        'one has ended by itself',
        () => running.some(({ signalCode }) => signalCode !== null),
        1500 + random() * 500,
      ).catch(() => undefined);
      const dead = running.find((child) => child.signalCode !== null) ?? oldest;
      await killed(dead);
      running.splice(running.indexOf(dead), 1, await start());
      if (random() < 0.1) await endSessions(harness.databaseUrl).catch(() => undefined);
    }
    enough.abort();
    await load;
    for (const child of running) await killed(child);

    const last = await harness.committer();
    await until('the database answers again', () =>
      harness.database.ping().then(
        () => true,
        () => false,
      ),
    );
    const records = await harness.settled(ids);
    expect(records.filter(({ state }) => state !== 'pushed')).toEqual([]);
    const log = await harness.log();
    expect(log.map(({ change, commit }) => ({ change, commit }))).toEqual(
      records.map(({ id, commit }) => ({ change: id, commit })),
    );
    expect(ids.length).toBeGreaterThan(kills);
    // Not while it may repack: fsck would miss packs that are replaced under it.
    await last.stop();
    await harness.git('fsck', '--strict', '--full');
    expect(await processesWith(harness.folder)).toEqual([]);
  }, 600_000);
});

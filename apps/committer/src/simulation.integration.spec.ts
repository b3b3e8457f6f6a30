import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openEmbeddedBranch, type StepName } from '@slipway/git';
import { seededRandom } from '@slipway/testing';
import type { CommitterStep } from './committer-deps.ts';
import { CommitterHarness } from './testing/committer-harness.ts';

const rounds = Number(process.env.SLIPWAY_SIMULATION_ROUNDS ?? 60);
const seed = Number(process.env.SLIPWAY_SEED ?? Date.now() % 1_000_000);

const steps: readonly (CommitterStep | StepName)[] = [
  'caught-up',
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

class Crash extends Error {}

let harness: CommitterHarness;
beforeEach(async () => {
  harness = await CommitterHarness.start();
});
afterEach(async () => {
  await harness.close();
});

describe(`a committer that stops between any two of its steps (seed ${String(seed)})`, () => {
  it(`loses and doubles nothing over ${String(rounds)} crashes, with somebody else pushing now and then`, async () => {
    const random = seededRandom(seed);
    const outsider = await harness.outsider();
    const ids: string[] = [];
    const byHand: string[] = [];
    const append = async (isDeletion = random() < 0.2): Promise<void> => {
      const name = `job-${String(Math.floor(random() * 40))}`;
      const path = `teams/vision/jobs/${name}.yaml`;
      const write = { op: 'write', path, content: `round: ${String(ids.length)}\n` } as const;
      ids.push(await harness.append(name, { operations: [isDeletion ? { op: 'delete', path } : write] }));
    };
    // Somebody else can push only to a branch that is there, and a deletion of nothing makes no commit.
    await append(false);
    const first = await harness.committer();
    await harness.settled(ids);
    await first.stop();

    for (let round = 0; round < rounds; round += 1) {
      const fatal = steps[Math.floor(random() * steps.length)];
      let dead = false;
      let died: () => void = () => undefined;
      const death = new Promise<void>((resolve) => (died = resolve));
      // After its crash nothing of it goes on: every further step fails as well.
      const step = (name: CommitterStep | StepName): void => {
        if (!dead && name !== fatal) return;
        dead = true;
        died();
        throw new Crash(name);
      };
      for (let count = Math.ceil(random() * 5); count > 0; count -= 1) await append();
      const doomed = await harness.committer({
        step,
        branch: await openEmbeddedBranch({ directory: harness.directory, step }),
      });
      if (random() < 0.3)
        byHand.push(await outsider.push(`notes/${String(round)}.md`, `round ${String(round)}\n`));
      await Promise.race([death, harness.settled(ids)]);
      await doomed.stop();
    }

    await append();
    const last = await harness.committer();
    const records = await harness.settled(ids);
    const log = await harness.log();
    const written = log.filter(({ change }) => change !== '');
    const pushed = records.filter(({ state }) => state === 'pushed');
    expect(records.filter(({ state }) => state !== 'pushed' && state !== 'no-effect')).toEqual([]);
    expect(written.map(({ change, commit }) => ({ change, commit }))).toEqual(
      pushed.map(({ id, commit }) => ({ change: id, commit })),
    );
    const commits = new Set(log.map(({ commit }) => commit));
    expect(byHand.filter((commit) => !commits.has(commit))).toEqual([]);
    // Not while it may repack: fsck would miss packs that are replaced under it.
    await last.stop();
    await harness.git('fsck', '--strict', '--full');
  }, 480_000);
});

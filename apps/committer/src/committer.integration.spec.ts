import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { blobId, openRemoteBranch } from '@slipway/git';
import { endSessions } from '@slipway/postgres/testing';
import { createMetrics } from '@slipway/telemetry';
import { plainGit, until } from '@slipway/testing';
import { CommitterHarness } from './testing/committer-harness.ts';
import { JumpingClock } from './testing/jumping-clock.ts';

let harness: CommitterHarness;
beforeEach(async () => {
  harness = await CommitterHarness.start();
});
afterEach(async () => {
  await harness.close();
});

const names = (count: number, prefix = 'job'): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index)}`);

async function appendAll(all: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of all) ids.push(await harness.append(name));
  return ids;
}

describe('the committer', () => {
  it('makes one commit for each change, in the order of the log, with its author and trailers', async () => {
    const ids = await appendAll(names(40));
    await harness.committer();
    const records = await harness.settled(ids);
    const log = await harness.log();
    expect(log.map(({ change }) => change)).toEqual(ids);
    expect(log.map(({ commit }) => commit)).toEqual(records.map(({ commit }) => commit));
    expect(log[0]).toMatchObject({ author: 'alice', subject: 'Add job-0' });
    expect(await harness.git('log', '-1', '--format=%(trailers)', 'main')).toBe(
      `Change-Id: ${ids.at(-1) ?? ''}\nRequested-By: alice\nResource: Job/vision/digits\nReason: a test\n`,
    );
    expect(await harness.git('show', 'main:teams/vision/jobs/job-39.yaml')).toBe('name: job-39');
    await harness.git('fsck', '--strict', '--full');
  });

  it('pushes what came in together at once', async () => {
    const metrics = createMetrics();
    const ids = await appendAll(names(100));
    await harness.committer({ metrics });
    await harness.settled(ids);
    expect(await metrics.expose()).toContain('slipway_pushes_total{result="published"} 1\n');
  });

  it('gathers what comes soon after a batch into the next one', async () => {
    const metrics = createMetrics();
    const clock = new JumpingClock();
    const ids = await appendAll(names(100));
    let late: Promise<string[]> | undefined;
    const sleep: typeof clock.sleep = async (milliseconds, signal) => {
      if ((await harness.log()).length === 100) await (late ??= appendAll(names(10, 'late')));
      await clock.sleep(milliseconds, signal);
    };
    await harness.committer({ metrics, clock: { now: () => clock.now(), sleep } });
    await harness.settled(ids);
    await until('changes come in the pause', () => late);
    await harness.settled((await late) ?? []);
    expect(await metrics.expose()).toContain('slipway_pushes_total{result="published"} 2\n');
  });

  it('writes a change that comes in while it waits', async () => {
    await harness.committer();
    const [first] = await harness.settled([await harness.append('one')]);
    const [second] = await harness.settled([await harness.append('two')]);
    expect((await harness.log()).map(({ commit }) => commit)).toEqual([first?.commit, second?.commit]);
  });

  it('makes no commit for a change that changes nothing', async () => {
    await harness.committer();
    const [first, again] = await harness.settled([await harness.append('one'), await harness.append('one')]);
    expect(again).toEqual({ id: again?.id, state: 'no-effect', commit: first?.commit, reason: undefined });
    expect(await harness.log()).toHaveLength(1);
  });

  it('settles a change without effect on an empty repository', async () => {
    await harness.committer();
    const [record] = await harness.settled([
      await harness.append('none', { operations: [{ op: 'delete', path: 'teams/vision/jobs/none.yaml' }] }),
    ]);
    expect(record?.state).toBe('no-effect');
  });

  it('rejects what the tree does not allow, and goes on with the rest', async () => {
    await harness.committer();
    const records = await harness.settled([
      await harness.append('digits'),
      await harness.append('x', {
        operations: [{ op: 'write', path: 'teams/vision/jobs/digits.yaml/x.yaml', content: 'x: 1\n' }],
        service: 'platform',
      }),
      await harness.append('other'),
    ]);
    expect(records.map(({ state }) => state)).toEqual(['pushed', 'rejected', 'pushed']);
    expect(records[1]?.reason).toContain('"teams/vision/jobs/digits.yaml" is a file');
  });
});

describe('when somebody else pushes', () => {
  it('applies the changes again on the new tip, and keeps what the other wrote', async () => {
    const seen = { outsider: await harness.outsider(), pushed: '' };
    await harness.committer();
    await harness.settled([await harness.append('first')]);
    seen.pushed = await seen.outsider.push('README.md', 'by hand\n');
    const [record] = await harness.settled([await harness.append('second')]);
    const log = await harness.log();
    expect(log.map(({ subject }) => subject)).toEqual(['Add first', 'By hand: README.md', 'Add second']);
    expect(log.at(-1)?.commit).toBe(record?.commit);
    expect(await harness.git('show', 'main:README.md')).toBe('by hand');
  });

  it('rejects a change whose precondition no longer holds, and says why', async () => {
    const file = 'teams/vision/jobs/digits.yaml';
    await harness.committer();
    await harness.settled([await harness.append('digits')]);
    const seen = blobId('name: digits\n');
    const outsider = await harness.outsider();
    await outsider.push(file, 'name: changed by hand\n');
    const operations = [{ op: 'write', path: file, content: 'name: mine\n' }] as const;
    const [stale, first, good] = await harness.settled([
      await harness.append('stale', { operations, preconditions: [{ path: file, blob: seen }] }),
      await harness.append('first', { operations, preconditions: [{ path: file, blob: null }] }),
      await harness.append('good', {
        operations,
        preconditions: [{ path: file, blob: blobId('name: changed by hand\n') }],
      }),
    ]);
    expect(stale).toMatchObject({
      state: 'rejected',
      reason: expect.stringMatching(/has changed: .* for its content/),
    });
    expect(first).toMatchObject({ state: 'rejected', reason: expect.stringContaining('exists') });
    expect(good?.state).toBe('pushed');
    expect(await harness.git('show', `main:${file}`)).toBe('name: mine');
  });

  it('does not take a copy of a commit for the commit', async () => {
    const id = await harness.append('one');
    const first = await harness.committer();
    const [record] = await harness.settled([id]);
    await first.stop();
    const outsider = await harness.outsider();
    await plainGit(
      outsider.directory,
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      `Copied\n\nChange-Id: ${id}`,
    );
    await plainGit(outsider.directory, 'push', '--quiet', 'origin', 'HEAD:main');
    await harness.committer();
    await harness.settled([await harness.append('two')]);
    expect((await harness.found(id)).record).toEqual(record);
  });
});

describe('two committers of one repository', () => {
  it('take turns: the second leads as soon as the first has stopped', async () => {
    const first = await harness.committer();
    await harness.committer();
    await harness.settled([await harness.append('one')]);
    await first.stop();
    await harness.settled([await harness.append('two')]);
    expect(await harness.log()).toHaveLength(2);
  });

  it('write each change once when the leader loses its lease in the middle of a batch', async () => {
    const ids = await appendAll(names(20));
    let asleep = 0;
    const held: (() => void)[] = [];
    const branch = await harness.branch();
    const sleepy = await harness.committer({
      branch: {
        ...branch,
        startBatch: async (tip) => {
          if (asleep++ === 0) await new Promise<void>((resolve) => held.push(resolve));
          return branch.startBatch(tip);
        },
      },
    });
    await until('the first has begun a batch', () => held.length > 0);
    await endSessions(harness.databaseUrl, 'slipway lease');
    await harness.committer();
    await harness.settled(ids);
    held[0]?.();
    await harness.settled([await harness.append('last')]);
    await sleepy.stop();
    expect((await harness.log()).map(({ change }) => change).slice(0, 20)).toEqual(ids);
    expect(await harness.log()).toHaveLength(21);
  });
});

describe('a push budget', () => {
  it('is never exceeded in any 60 s, and 1,000 changes leave in at most 6 pushes', async () => {
    const clock = new JumpingClock();
    const branch = await harness.branch();
    const pushes: number[] = [];
    // All in the log before the clock jumps: what comes during the jumps may need one push more.
    const flood = await Promise.all(names(1000, 'flood').map((name) => harness.append(name)));
    await harness.committer({
      clock,
      pushesPerMinute: 6,
      branch: {
        ...branch,
        startBatch: async (tip) => {
          const batch = await branch.startBatch(tip);
          const publish = (): ReturnType<typeof batch.publish> => {
            pushes.push(clock.now().getTime());
            return batch.publish();
          };
          return { blobAt: (file) => batch.blobAt(file), add: (draft) => batch.add(draft), publish };
        },
      },
    });
    await harness.settled(flood, 50_000);
    expect(pushes.length).toBeLessThanOrEqual(6);
    const trickle = await appendAll(names(100, 'trickle'));
    await harness.settled(trickle, 50_000);
    for (const at of pushes)
      expect(pushes.filter((other) => other >= at && other < at + 60_000).length).toBeLessThanOrEqual(6);
    expect((await harness.log()).map(({ change }) => change).sort()).toEqual([...flood, ...trickle].sort());
  });
});

describe('a remote repository', () => {
  const remoteBranch = (): ReturnType<typeof openRemoteBranch> =>
    openRemoteBranch({ url: harness.directory, mirrorDirectory: path.join(harness.folder, 'mirror.git') });

  it('that declines a commit gets it rejected in its own words, and all others through', async () => {
    const hooks = path.join(harness.directory, 'hooks');
    await mkdir(hooks, { recursive: true });
    await harness.git('config', 'core.hooksPath', hooks);
    await writeFile(
      path.join(hooks, 'pre-receive'),
      '#!/bin/sh\nread old new ref\nif git log --format=%s "$new" | grep -q bad; then echo "policy 7 forbids this" >&2; exit 1; fi\n',
    );
    await chmod(path.join(hooks, 'pre-receive'), 0o755);
    const ids = await appendAll(['a', 'b', 'bad', 'c', 'd', 'e']);
    await harness.committer({ branch: await remoteBranch(), clock: new JumpingClock() });
    const records = await harness.settled(ids);
    expect(records.map(({ state }) => state)).toEqual([
      'pushed',
      'pushed',
      'rejected',
      'pushed',
      'pushed',
      'pushed',
    ]);
    expect(records[2]?.reason).toContain('policy 7 forbids this');
    expect((await harness.log()).map(({ subject }) => subject)).toEqual([
      'Add a',
      'Add b',
      'Add c',
      'Add d',
      'Add e',
    ]);
  });

  it('that is unreachable makes the committer unready, and is written to when it is back', async () => {
    const committer = await harness.committer({ branch: await remoteBranch() });
    await harness.settled([await harness.append('before')]);
    const away = `${harness.directory}.away`;
    await rename(harness.directory, away);
    const id = await harness.append('during');
    await until('the committer says that it is not ready', () =>
      committer.checkReady().then(
        () => false,
        () => true,
      ),
    );
    expect((await harness.found(id)).record.state).toBe('accepted');
    await rename(away, harness.directory);
    const [record] = await harness.settled([id]);
    expect(record?.state).toBe('pushed');
    await until('the committer is ready again', () =>
      committer.checkReady().then(
        () => true,
        () => false,
      ),
    );
  });
});

describe('faults', () => {
  it('of one change that breaks the writing do not keep others from being written', async () => {
    const branch = await harness.branch();
    const ids = await appendAll(['one', 'broken', 'two']);
    await harness.committer({
      clock: new JumpingClock(),
      branch: {
        ...branch,
        startBatch: async (tip) => {
          const batch = await branch.startBatch(tip);
          return {
            blobAt: (file) => batch.blobAt(file),
            publish: () => batch.publish(),
            add: (draft) => {
              if (draft.message.startsWith('Add broken')) throw new TypeError('a defect');
              return batch.add(draft);
            },
          };
        },
      },
    });
    const records = await harness.settled(ids);
    expect(records.map(({ state }) => state)).toEqual(['pushed', 'rejected', 'pushed']);
    expect(records[1]?.reason).toBe('the change could not be applied: a defect');
  });
});

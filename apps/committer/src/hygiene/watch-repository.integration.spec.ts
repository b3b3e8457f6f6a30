import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMetrics } from '@slipway/telemetry';
import { until } from '@slipway/testing';
import { CommitterHarness } from '../testing/committer-harness.ts';
import { JumpingClock } from '../testing/jumping-clock.ts';
import { repositoryInspection } from './repository-inspection.ts';

let harness: CommitterHarness;
beforeEach(async () => {
  harness = await CommitterHarness.start();
});
afterEach(async () => {
  await harness.close();
});

describe('a committer that leads', () => {
  it('looks at its repository while it writes, and stops in the middle of a look', async () => {
    const metrics = createMetrics();
    const clock = new JumpingClock();
    const pulls = harness.database.pullRequestStore(harness.repository);
    const draft = { title: 'More', body: '', author: 'alice', base: 'main' };
    await pulls.open({ ...draft, head: 'one' }, new Date());
    await pulls.open({ ...draft, head: 'two', base: 'other' }, new Date());
    const closed = await pulls.open({ ...draft, head: 'three' }, new Date());
    await pulls.settle(closed, { state: 'closed', head: '1'.repeat(40), at: new Date() });
    const inspect = repositoryInspection({
      ...{ directory: harness.directory, branch: 'main', clock },
      pullRequests: () => pulls.countOpen('main'),
    });
    const committer = await harness.committer({ clock, metrics, inspect });
    await harness.settled([await harness.append('one'), await harness.append('two')]);
    await until('the repository was looked at', async () =>
      (await metrics.expose()).includes('slipway_repository_limit_ratio{limit="pull-requests"} 0.001\n'),
    );
    const text = await metrics.expose();
    expect(text).toContain('slipway_repository_limit_ratio{limit="branches"} 0.0002\n');
    expect(text).not.toContain('limit="pushes"');
    await committer.stop();
  });

  it('holds up nothing when a look does not end', async () => {
    const looks: AbortSignal[] = [];
    const committer = await harness.committer({
      clock: new JumpingClock(),
      inspect: (over) => {
        looks.push(over);
        return new Promise((_resolve, reject) => {
          over.addEventListener('abort', () => {
            reject(new Error('stopped'));
          });
        });
      },
    });
    await until('a look has begun', () => Promise.resolve(looks.length > 0));
    const [record] = await harness.settled([await harness.append('one')]);
    expect(record?.state).toBe('pushed');
    await committer.stop();
    expect(looks).toMatchObject([{ aborted: true }]);
  });
});

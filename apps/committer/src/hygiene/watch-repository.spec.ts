import { describe, expect, it } from '@jest/globals';
import type { RepositorySnapshot } from '@slipway/changes';
import { InvalidInputError, UnavailableError } from '@slipway/kernel';
import { createMetrics } from '@slipway/telemetry';
import { quietLogger } from '@slipway/testing';
import { JumpingClock } from '../testing/jumping-clock.ts';
import { BusiestMinute } from './busiest-minute.ts';
import { watchRepository } from './watch-repository.ts';

const small: RepositorySnapshot = {
  widest: [{ path: '', entries: 4 }],
  deepest: { path: 'teams', folders: 1 },
  largest: [{ path: 'slipway.yaml', bytes: 120 }],
  ...{ storeBytes: 40_000, looseObjects: 0, packs: 1, branches: 1 },
  ...{ busiestMinute: undefined, pullRequests: undefined },
};
const wide = (entries: number): RepositorySnapshot => ({ ...small, widest: [{ path: 'teams', entries }] });

interface Watched {
  /** `level limit path` of each warning about a limit, the message of others. */
  readonly warnings: readonly string[];
  readonly metrics: string;
  readonly minutes: number;
}

/** Watches a repository that looks like this, one look after the other, and stops then. */
async function watch(
  looks: readonly (RepositorySnapshot | Error)[],
  { pushes = 0, servedDirectory }: { readonly pushes?: number; readonly servedDirectory?: string } = {},
): Promise<Watched> {
  const over = new AbortController();
  const clock = new JumpingClock();
  const start = clock.now().getTime();
  const metrics = createMetrics();
  const warnings: string[] = [];
  const busiest = new BusiestMinute();
  busiest.saw(pushes);
  let look = 0;
  await watchRepository(
    {
      ...{ clock, metrics, pushes: busiest, ...(servedDirectory === undefined ? {} : { servedDirectory }) },
      logger: {
        ...quietLogger,
        warn: (message, { level, limit, path } = {}) => {
          warnings.push(level === undefined ? message : [level, limit, path].join(' ').trim());
        },
      },
      inspect: () => {
        const found = looks[look] ?? small;
        look += 1;
        if (look === looks.length) over.abort();
        return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
      },
    },
    over.signal,
  );
  const minutes = Math.round((clock.now().getTime() - start) / 60_000);
  return { warnings, metrics: await metrics.expose(), minutes };
}

describe('watchRepository', () => {
  it('sets the share of each limit that is known, and warns of none that is far', async () => {
    const { warnings, metrics, minutes } = await watch([wide(750)]);
    expect(warnings).toEqual([]);
    expect(metrics).toContain('slipway_repository_limit_ratio{limit="directory-width"} 0.25\n');
    expect(metrics).toContain('slipway_repository_limit_ratio{limit="branches"} 0.0002\n');
    expect(metrics).not.toContain('limit="pull-requests"');
    expect(minutes).toBe(1);
  });

  it('warns of a finding when it is new, has become worse, or is there again, an hour after the other', async () => {
    const { warnings, minutes } = await watch([
      ...[wide(1500), wide(1600), wide(3000), wide(3100), wide(10), wide(1500)],
    ]);
    expect(warnings).toEqual([
      'warning directory-width teams',
      'problem directory-width teams',
      'warning directory-width teams',
    ]);
    expect(minutes).toBe(1 + 5 * 60);
  });

  it('counts the pushes of the committer for a host, and not for the embedded repository', async () => {
    expect((await watch([small, small], { pushes: 4 })).warnings).toEqual(['warning pushes']);
    const embedded = await watch([small], { pushes: 400, servedDirectory: '/environment.git' });
    expect(embedded.warnings).toEqual([]);
    expect(embedded.metrics).not.toContain('limit="pushes"');
  });

  it('goes on after a look that failed, and does not mind an empty repository', async () => {
    const { warnings } = await watch([
      ...[new InvalidInputError('no branch'), new UnavailableError('git failed'), wide(1500)],
    ]);
    expect(warnings).toEqual([
      'looking at the health of the environment repository failed',
      'warning directory-width teams',
    ]);
  });
});

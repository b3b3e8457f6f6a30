import { describe, expect, it } from '@jest/globals';
import { decide, type ActualAttempt, type DesiredAttempt, type Snapshot } from './decide.ts';

const wanted = (over: Partial<DesiredAttempt> = {}): DesiredAttempt => ({
  team: 'research',
  replicas: 1,
  requests: {},
  day: '2026-11-24',
  arrival: 1,
  withdrawn: false,
  ...over,
});
const present = (over: Partial<ActualAttempt> = {}): ActualAttempt => ({
  team: 'research',
  replicas: 1,
  requests: {},
  phase: 'running',
  stopping: false,
  delivered: false,
  endedAt: undefined,
  ...over,
});
const ended = (minute: number, delivered = true): ActualAttempt =>
  present({ phase: 'ended', delivered, endedAt: new Date(Date.UTC(2026, 10, 24, 0, minute)) });

function decisions(over: {
  desired?: Readonly<Record<string, DesiredAttempt>> | 'unknown';
  actual?: Readonly<Record<string, ActualAttempt>>;
  tombstones?: readonly string[];
  quota?: Readonly<Record<string, number>>;
  maxProcesses?: number;
  diskFull?: boolean;
}): string[] {
  const snapshot: Snapshot = {
    desired: over.desired === 'unknown' ? undefined : new Map(Object.entries(over.desired ?? {})),
    teams: new Map([['research', over.quota ?? {}]]),
    actual: new Map(Object.entries(over.actual ?? {})),
    tombstones: new Set(over.tombstones),
    maxProcesses: over.maxProcesses ?? 4,
    keepEnded: 2,
    diskFull: over.diskFull ?? false,
  };
  return decide(snapshot).map(
    (action) => `${action.kind} ${action.attempt}${action.kind === 'wait' ? `: ${action.reason}` : ''}`,
  );
}

describe('deciding what to do', () => {
  it.each<[string, Parameters<typeof decisions>[0], string[]]>([
    ['starts what is wanted and not there', { desired: { a: wanted() } }, ['start a']],
    [
      'ends processes that are no longer wanted, however full the machine is',
      { desired: { a: wanted({ replicas: 1 }) }, actual: { a: present({ replicas: 3 }) }, diskFull: true },
      ['scale a'],
    ],
    [
      'starts processes that are wanted besides when there is room, before what waits to begin',
      {
        desired: { a: wanted({ replicas: 3 }), b: wanted({ replicas: 4 }) },
        actual: { a: present({ replicas: 1 }) },
        quota: { pods: 3, 'count/jobs.batch': 1 },
      },
      ['scale a', 'wait b: quota of team research: pods is 3 of 3'],
    ],
    [
      'lets processes that are wanted besides wait for room',
      {
        desired: { a: wanted({ replicas: 3 }), b: wanted({ replicas: 2 }) },
        actual: { a: present({ replicas: 1 }), b: present({ replicas: 2 }) },
      },
      ['wait a: 2 of 4 processes are in use'],
    ],
    [
      'does not scale what ends or is withdrawn',
      {
        desired: {
          a: wanted({ replicas: 2 }),
          b: wanted({ replicas: 2 }),
          c: wanted({ replicas: 2, withdrawn: true }),
        },
        actual: {
          a: present({ phase: 'finishing' }),
          b: present({ stopping: true }),
          c: present({ stopping: true }),
        },
      },
      [],
    ],
    [
      'does not start what is withdrawn',
      { desired: { a: wanted({ withdrawn: true }) }, quota: { pods: 0 } },
      ['withdraw a'],
    ],
    [
      'stops what is withdrawn while it runs',
      { desired: { a: wanted({ withdrawn: true }) }, actual: { a: present() } },
      ['stop a'],
    ],
    [
      'does nothing about what has been withdrawn and has ended',
      { desired: { a: wanted({ withdrawn: true }) }, actual: { a: ended(1) } },
      [],
    ],
    ['leaves alone what is wanted and there', { desired: { a: wanted() }, actual: { a: present() } }, []],
    [
      'adopts what nobody leads',
      { desired: { a: wanted() }, actual: { a: present({ phase: 'unattended' }) } },
      ['adopt a'],
    ],
    [
      'adopts and stops what nobody leads and nobody wants',
      { actual: { a: present({ phase: 'unattended' }) } },
      ['adopt a', 'stop a'],
    ],
    [
      'only adopts as long as it does not know what is wanted',
      { desired: 'unknown', actual: { a: present({ phase: 'unattended' }), b: present() } },
      ['adopt a'],
    ],
    ['stops what is not wanted any more', { actual: { a: present() } }, ['stop a']],
    ['does not stop twice', { actual: { a: present({ stopping: true }) } }, []],
    ['never starts again what has ended here', { desired: { a: wanted() }, actual: { a: ended(1) } }, []],
    ['never starts again what was forgotten', { desired: { a: wanted() }, tombstones: ['a'] }, []],
    [
      'forgets the oldest of what has ended beyond its history',
      { actual: { a: ended(1), b: ended(3), c: ended(2) } },
      ['forget a'],
    ],
    [
      'forgets nothing that was not delivered or is still wanted',
      { desired: { a: wanted() }, actual: { a: ended(1), b: ended(2, false), c: ended(3), d: ended(4) } },
      [],
    ],
    [
      'starts in the order of days, then of arrival, then of names',
      {
        desired: {
          tomorrow: wanted({ day: '2026-11-25' }),
          c: wanted(),
          b: wanted(),
          a: wanted({ arrival: 2 }),
        },
      },
      ['start b', 'start c', 'start a', 'start tomorrow'],
    ],
    [
      'lets wait what has no room',
      { desired: { a: wanted(), b: wanted() }, actual: { c: present({ replicas: 3 }) } },
      ['start a', 'wait b: 4 of 4 processes are in use'],
    ],
    [
      'does not let small ones overtake a large one that waits',
      {
        desired: { large: wanted({ replicas: 3 }), little: wanted({ arrival: 2 }) },
        actual: { c: present({ replicas: 2 }) },
      },
      ['wait large: 2 of 4 processes are in use', 'wait little: 2 of 4 processes are in use'],
    ],
    [
      'starts alone what is larger than the machine',
      { desired: { large: wanted({ replicas: 9 }), next: wanted({ arrival: 2 }) } },
      ['start large', 'wait next: 9 of 4 processes are in use'],
    ],
    [
      'does not count what only brings home its results',
      { desired: { a: wanted() }, actual: { b: present({ phase: 'finishing', replicas: 4 }) } },
      ['stop b', 'start a'],
    ],
    [
      'lets wait a team that is not there, without holding up others',
      { desired: { a: wanted({ team: 'vision' }), b: wanted() } },
      ['wait a: there is no manifest of team vision', 'start b'],
    ],
    [
      'lets everybody wait while the disk is full',
      { desired: { a: wanted() }, diskFull: true },
      ['wait a: the disk is almost full'],
    ],
    [
      'keeps to the quota of a team',
      {
        desired: { a: wanted({ requests: { cpu: 2 } }), b: wanted({ requests: { cpu: 1 } }) },
        actual: { c: present({ requests: { cpu: 1 }, replicas: 2 }) },
        quota: { 'requests.cpu': 4 },
      },
      ['start a', 'wait b: quota of team research: requests.cpu is 4 of 4'],
    ],
    [
      'counts pods and jobs',
      { desired: { a: wanted({ replicas: 2 }), b: wanted() }, quota: { pods: 3, 'count/jobs.batch': 1 } },
      ['start a', 'wait b: quota of team research: count/jobs.batch is 1 of 1'],
    ],
    [
      'does not hold against anybody what it cannot count',
      { desired: { a: wanted() }, quota: { 'limits.cpu': 0, services: 0 } },
      ['start a'],
    ],
  ])('%s', (_, snapshot, expected) => {
    const { c, ...others } = (snapshot.actual ?? {}) as Record<string, ActualAttempt>;
    const running =
      c && snapshot.desired !== 'unknown' && c.phase === 'running'
        ? {
            ...snapshot,
            desired: { ...snapshot.desired, c: wanted({ replicas: c.replicas }) },
            actual: { ...others, c },
          }
        : snapshot;
    expect(decisions(running)).toEqual(expected);
  });
});

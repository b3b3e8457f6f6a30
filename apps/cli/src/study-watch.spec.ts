import { describe, expect, it } from '@jest/globals';
import type { StudyEvent } from '@slipway/contracts';
import picocolors from 'picocolors';
import { brailleStairs } from './output/braille-curve.ts';
import { liveView } from './study-watch/live-view.ts';
import { timeLeft, trialsPerSecond } from './study-watch/pace.ts';
import { advanced, unseen } from './study-watch/watched-study.ts';
import { slipway } from './testing/command-line.ts';
import { exampleStudy } from './testing/fake-studies.ts';
import { usePlatform } from './testing/platform-bench.ts';

const bench = usePlatform();
const now = new Date('2026-03-01T12:00:00Z');
const second = (count: number): string => new Date(now.getTime() - 60_000 + count * 1000).toISOString();

const begun = (trial: number): StudyEvent => ({
  type: 'trial-begun',
  trial,
  at: second(trial),
  worker: `w${String(trial % 2)}`,
  parameters: { lr: 0.1 / (trial + 1), opt: 'adam' },
});
const ended = (trial: number, value: number, improved: boolean): StudyEvent => ({
  type: 'trial-ended',
  trial,
  at: second(trial + 1),
  state: 'complete',
  values: [value],
  improved,
});
const study = (state: 'running' | 'ended', complete: number): StudyEvent => ({
  type: 'study',
  state,
  ...(state === 'ended' ? { reason: 'all 3 trials ended' } : {}),
  counts: { waiting: 0, running: 0, complete, pruned: 0, failed: 0 },
  cost: 0,
  best: [1],
});
const story: StudyEvent[] = [
  begun(0),
  ended(0, 0.9, true),
  begun(1),
  { type: 'trial-reported', trial: 1, step: 4, values: [0.5] },
  ended(1, 0.25, true),
  study('running', 2),
  begun(2),
  { ...ended(2, 0, false), state: 'failed', values: [], note: 'out of memory' } as StudyEvent,
  study('ended', 2),
];

describe('slipway study watch', () => {
  it('writes a line for each trial that ends, and ends with the study, over as many connections as it takes', async () => {
    bench.state.studies.events = story;
    expect(await bench.cli('study', 'watch', 'digits')).toEqual({
      code: 0,
      stderr: '',
      stdout: `11:59:01  trial 0  complete  loss=0.9  (best so far)  lr=0.1 opt=adam
11:59:02  trial 1  complete  loss=0.25  (best so far)  lr=0.05 opt=adam
study running; 2 of 20 trials
11:59:03  trial 2  failed  lr=0.03333 opt=adam  (out of memory)
study ended: all 3 trials ended; 2 of 20 trials
`,
    });
  });

  it('writes the events as JSON lines when programs read it', async () => {
    bench.state.studies.events = story;
    const { stdout } = await bench.cli('study', 'watch', 'digits', '--json');
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(story);
  });

  it('writes over its view on a terminal', async () => {
    bench.state.studies.events = story;
    const { stdout, code } = await slipway(['study', 'watch', 'digits', '--no-color'], {
      env: { SLIPWAY_URL: bench.url, SLIPWAY_TOKEN: 'admin-token' },
      isTerminal: { stdout: true, stderr: true },
    });
    expect(code).toBe(0);
    const last = stdout.slice(stdout.lastIndexOf('A\r')).replaceAll(/A\r|\u001b\[K|\u001b\[J/g, '');
    expect(last).toContain('digits  ended  2 of 20 trials  all 3 trials ended\n');
    expect(last).toContain('Best  loss=0.25  trial 1,');
    // Each view begins where the one before it began.
    expect(stdout.match(/\u001b\[\d+A/g)?.length).toBeGreaterThan(0);
  });
});

describe('what is seen of a study', () => {
  const seen = story.slice(0, 7).reduce(advanced, unseen);

  it('is what the events say', () => {
    expect(seen).toMatchObject({
      state: 'running',
      isCurrent: true,
      counts: { complete: 2, running: 1 },
      best: { id: 1, values: [0.25], parameters: { lr: 0.05 } },
      improvements: [
        { x: 1, y: 0.9 },
        { x: 2, y: 0.25 },
      ],
    });
    expect([...seen.running.keys()]).toEqual([2]);
  });

  it('is the state, the pace, the best trial, a curve, what runs and what has ended, within the screen', () => {
    const view = { now, columns: 60, rows: 24, colours: picocolors.createColors(false) };
    const lines = liveView(exampleStudy, seen, view);
    expect(lines.slice(0, 3)).toEqual([
      'digits  running  2 of 20 trials, 1 running',
      '1 worker  1.02 trials/min  ends in about 17m  began 10m ago',
      'Best  loss=0.25  trial 1, 58s ago  lr=0.05 opt=adam',
    ]);
    expect(lines[3]).toMatch(/^ 0\.9 [\u2800-\u28ff]{54}$/);
    expect(lines[8]).toMatch(/^0\.25 [\u2800-\u28ff]{54}$/);
    expect(lines.slice(9)).toEqual([
      'Running (1)',
      '      2  w0  58s  lr=0.03333 opt=adam',
      'Last trials',
      '      1  complete  loss=0.25  lr=0.05 opt=adam',
      '      0  complete  loss=0.9  lr=0.1 opt=adam',
    ]);
    for (const rows of [3, 8, 12])
      expect(liveView(exampleStudy, seen, { ...view, rows }).length).toBeLessThan(rows);
    for (const line of liveView(exampleStudy, seen, { ...view, columns: 20 }))
      expect(line.length).toBeLessThanOrEqual(20);
  });

  it('stays small however long the study is', () => {
    let long = unseen;
    for (let trial = 0; trial < 3_000; trial += 1)
      for (const event of [begun(trial), ended(trial, 1 / trial, true)]) long = advanced(long, event);
    expect(long.finished.length).toBeLessThanOrEqual(50);
    expect(long.ends.length).toBeLessThanOrEqual(200);
    expect(long.improvements.length).toBeLessThanOrEqual(2_000);
  });
});

describe('the pace of a study', () => {
  const paced = { ...unseen, ends: [0, 1_000, 2_000, 3_000, 4_000] };

  it('is that of the newest trials until now, so that it falls when nothing ends any more', () => {
    expect(trialsPerSecond(paced, 4_000)).toBe(1);
    expect(trialsPerSecond(paced, 8_000)).toBe(0.5);
    expect(trialsPerSecond(unseen, 0)).toBeUndefined();
  });

  it('says when the study ends by what comes first', () => {
    const counts = { ...unseen.counts, complete: 10 };
    const createdAt = new Date(0).toISOString();
    expect(timeLeft({ ...paced, counts }, { stop: { trials: 20 }, createdAt }, 4_000)).toBe(10_000);
    expect(timeLeft({ ...paced, counts }, { stop: { trials: 20, time: '9s' }, createdAt }, 4_000)).toBe(
      5_000,
    );
    expect(timeLeft(paced, { stop: { target: 1 }, createdAt }, 4_000)).toBeUndefined();
  });
});

describe('a staircase in braille', () => {
  it('goes from the upper left to the lower right when the value falls', () => {
    expect(
      brailleStairs(
        [
          { x: 0, y: 1 },
          { x: 5, y: 0 },
        ],
        10,
        { columns: 6, rows: 2 },
      ),
    ).toEqual(['⠉⠉⠉⡇⠀⠀', '⠀⠀⠀⣇⣀⣀']);
  });

  it('is a line in the middle as long as there is one value', () => {
    expect(brailleStairs([{ x: 0, y: 3 }], 0, { columns: 3, rows: 1 })).toEqual(['⠤⠤⠤']);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { Happenings, TrialRecord, TrialReport } from '@slipway/ports';
import fc from 'fast-check';
import { mergeHappenings, type EventPosition } from './merge-happenings.ts';

/** A study that somebody has written down in its order: a number begins or ends that trial, a text reports of it. */
type Step = { readonly call: number } | { readonly report: number };
type Story = readonly Step[];

function recordsOf(story: Story): Happenings {
  const trials = new Map<number, { number: number; begun: number; told: number | undefined }>();
  const reports: TrialReport[] = [];
  let sequence = 0;
  for (const step of story) {
    if ('report' in step) {
      reports.push({ place: reports.length + 1, trial: step.report, step: 0, sequence, values: [] });
      continue;
    }
    sequence += 1;
    const known = trials.get(step.call);
    if (known) known.told = sequence;
    else trials.set(step.call, { number: step.call, begun: sequence, told: undefined });
  }
  return { trials: [...trials.values()] as unknown as TrialRecord[], reports };
}

/** All of it, read by ranges of so many places. */
function readBy(size: number, all: Happenings, from: EventPosition): string[] {
  const last = {
    calls: Math.max(0, ...all.trials.flatMap(({ begun = 0, told = 0 }) => [begun, told])),
    reports: all.reports.length,
  };
  const seen: string[] = [];
  let at = from;
  for (let rounds = 0; at.calls < last.calls || at.reports < last.reports; rounds += 1) {
    if (rounds > 1_000) throw new Error('it comes to no end');
    const range = {
      calls: [at.calls, Math.min(at.calls + size, last.calls)],
      reports: [at.reports, Math.min(at.reports + size, last.reports)],
    } as const;
    const isWithin = ([after, until]: readonly [number, number], place = -1): boolean =>
      place > after && place <= until;
    const found = {
      trials: all.trials.filter(
        ({ begun, told }) => isWithin(range.calls, begun) || isWithin(range.calls, told),
      ),
      reports: all.reports.filter(({ place }) => isWithin(range.reports, place)),
    };
    for (const { happening, after } of mergeHappenings(found, range, last)) {
      at = after;
      seen.push(
        happening.kind === 'reported'
          ? `report ${String(happening.report.trial)}`
          : `call ${String(happening.trial.number)}`,
      );
    }
  }
  return seen;
}

const stories = fc
  .array(fc.record({ trial: fc.nat(8), isReport: fc.boolean() }), { maxLength: 60 })
  .map((steps): Story => {
    const calls = new Map<number, number>();
    return steps.flatMap(({ trial, isReport }): readonly Step[] => {
      if (isReport) return [{ report: trial }];
      const called = calls.get(trial) ?? 0;
      calls.set(trial, called + 1);
      return called < 2 ? [{ call: trial }] : [];
    });
  });

describe('what happened in a study', () => {
  it('is read in its order, each once, whatever the size of the ranges', () => {
    fc.assert(
      fc.property(stories, fc.integer({ min: 1, max: 9 }), (story, size) => {
        const told = story.map((step) =>
          'report' in step ? `report ${String(step.report)}` : `call ${String(step.call)}`,
        );
        expect(readBy(size, recordsOf(story), { calls: 0, reports: 0 })).toEqual(told);
      }),
    );
  });

  it('is read on from where somebody was', () => {
    const story: Story = [{ call: 0 }, { report: 0 }, { call: 1 }, { report: 0 }, { report: 1 }, { call: 0 }];
    expect(readBy(2, recordsOf(story), { calls: 2, reports: 2 })).toEqual(['report 1', 'call 0']);
  });
});

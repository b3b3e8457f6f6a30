import { describe, expect, it } from '@jest/globals';
import { parseTrailers } from '../commit-message.ts';
import { archiveMessage } from './archive-message.ts';

const file = (number: number): { path: string; why: string } => ({
  path: `teams/vision/studies/s${String(number)}.result.yaml`,
  why: 'its Study is gone',
});

describe('archiveMessage', () => {
  it('names each file with the reason, and is read as no change of Slipway', () => {
    const message = archiveMessage([file(1)]);
    expect(message).toBe(
      'Archive 1 finished file\n\nNo part of Slipway needs them any more; they stay in the history.\n\n' +
        'teams/vision/studies/s1.result.yaml: its Study is gone\n',
    );
    expect(parseTrailers(message)).toEqual({});
  });

  it('is bounded', () => {
    const lines = archiveMessage(Array.from({ length: 1000 }, (_, number) => file(number))).split('\n');
    expect(lines[0]).toBe('Archive 1000 finished files');
    expect(lines.slice(-3)).toEqual([expect.stringContaining('s49.'), 'and 950 more', '']);
  });
});

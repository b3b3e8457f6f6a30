import { describe, expect, it } from '@jest/globals';
import { InvalidInputError, UnavailableError, type Clock } from '@slipway/kernel';
import { backoffMs, retrying } from './retrying.ts';

function recordingClock(): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(0),
    sleep: (milliseconds) => Promise.resolve(void slept.push(milliseconds)),
  };
}

describe('backing off', () => {
  it('doubles from 0.2 s up to 30 s, with jitter of a quarter', () => {
    expect([1, 2, 3, 8, 9, 1000].map((failures) => backoffMs(failures, () => 1))).toEqual([
      200, 400, 800, 25_600, 30_000, 30_000,
    ]);
    expect(backoffMs(1, () => 0)).toBe(150);
  });
});

describe('retrying', () => {
  it('repeats what may work later until it does', async () => {
    const clock = recordingClock();
    let tries = 0;
    const work = (): Promise<string> =>
      (tries += 1) < 3 ? Promise.reject(new UnavailableError('down')) : Promise.resolve('done');
    expect(await retrying(work, { clock, signal: new AbortController().signal })).toBe('done');
    expect(clock.slept).toHaveLength(2);
  });

  it('throws at once what will not work later', async () => {
    const clock = recordingClock();
    const work = (): Promise<never> => Promise.reject(new InvalidInputError('wrong'));
    await expect(retrying(work, { clock, signal: new AbortController().signal })).rejects.toThrow('wrong');
    expect(clock.slept).toEqual([]);
  });

  it('throws the reason of its signal', async () => {
    const stop = new AbortController();
    const work = (): Promise<never> => {
      stop.abort(new Error('stopping'));
      return Promise.reject(new UnavailableError('down'));
    };
    await expect(retrying(work, { clock: recordingClock(), signal: stop.signal })).rejects.toThrow(
      'stopping',
    );
  });
});

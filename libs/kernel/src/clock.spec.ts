import { describe, expect, it } from '@jest/globals';
import { systemClock } from './clock.ts';

const never = 2 ** 31 - 1;

describe('the clock of the system', () => {
  it('wakes a sleeper at once when its signal aborts, before or during its sleep', async () => {
    await systemClock.sleep(never, AbortSignal.abort());
    const controller = new AbortController();
    const sleep = systemClock.sleep(never, controller.signal);
    controller.abort();
    await sleep;
  });

  it('wakes a sleeper when the time is over', async () => {
    const before = systemClock.now();
    await systemClock.sleep(1, new AbortController().signal);
    expect(systemClock.now().getTime()).toBeGreaterThanOrEqual(before.getTime());
  });
});

import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from './virtual-clock.ts';

describe('VirtualClock', () => {
  it('wakes those whose time has come, and nobody else', async () => {
    const clock = new VirtualClock();
    const woken: string[] = [];
    const short = clock.sleep(1_000).then(() => woken.push('short'));
    const long = clock.sleep(60_000).then(() => woken.push('long'));
    clock.advance(1_000);
    await short;
    expect(woken).toEqual(['short']);
    clock.advance(59_000);
    await long;
    expect(woken).toEqual(['short', 'long']);
  });

  it('wakes at once who is told to stop', async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const sleep = clock.sleep(60_000, stop.signal);
    stop.abort();
    await expect(sleep).resolves.toBeUndefined();
  });
});

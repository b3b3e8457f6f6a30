import { describe, expect, it } from '@jest/globals';
import { systemClock } from '@slipway/kernel';
import { Wakes } from './wakes.ts';

const never = new AbortController().signal;
const aDay = 86_400_000;

/** What became of the promise by the time that everything that is due now has been done. */
async function stateOf(promise: Promise<void>): Promise<'over' | 'waiting'> {
  let state: 'over' | 'waiting' = 'waiting';
  void promise.then(() => (state = 'over'));
  await new Promise((resolve) => setImmediate(resolve));
  return state;
}

describe('a watch', () => {
  it('waits for the next wake of its key, and of no other', async () => {
    const wakes = new Wakes(systemClock);
    const watch = wakes.watch('mine');
    watch.look();
    const waiting = watch.wait(aDay, never);
    wakes.wake('other');
    expect(await stateOf(waiting)).toBe('waiting');
    wakes.wake('mine');
    await waiting;
    watch.close();
  });

  it('does not miss a wake between looking and waiting', async () => {
    const wakes = new Wakes(systemClock);
    const watch = wakes.watch('mine');
    watch.look();
    wakes.wake('mine');
    await watch.wait(aDay, never);
    watch.look();
    const waiting = watch.wait(aDay, never);
    expect(await stateOf(waiting)).toBe('waiting');
    wakes.wakeAll();
    await waiting;
    watch.close();
  });

  it('ends with its signal, and after its time', async () => {
    const wakes = new Wakes(systemClock);
    const watch = wakes.watch('mine');
    watch.look();
    await watch.wait(aDay, AbortSignal.abort());
    await watch.wait(1, never);
    watch.close();
    watch.close();
  });

  it('wakes all who watch the same key', async () => {
    const wakes = new Wakes(systemClock);
    const watches = [wakes.watch('mine'), wakes.watch('mine')];
    const waiting = watches.map((watch) => watch.wait(aDay, never));
    wakes.wake('mine');
    await Promise.all(waiting);
    for (const watch of watches) watch.close();
  });
});

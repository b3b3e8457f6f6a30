import { describe, expect, it } from '@jest/globals';
import { Slots } from './slots.ts';

describe('Slots', () => {
  it('gives a slot to those who wait in the order in which they came', async () => {
    const slots = new Slots(1);
    const done: string[] = [];
    const work = (name: string) => () => {
      done.push(name);
      return Promise.resolve();
    };
    await Promise.all(['a', 'b', 'c'].map((name) => slots.use(work(name))));
    expect(done).toEqual(['a', 'b', 'c']);
    expect(slots.contended).toBe(false);
  });

  it('lets who waits leave the queue, and goes on with the next', async () => {
    const slots = new Slots(1);
    const held = Promise.withResolvers<string>();
    const first = slots.use(() => held.promise);
    let leave = (): void => undefined;
    const second = slots.use(
      () => Promise.resolve('second'),
      (given) => {
        leave = given;
      },
    );
    const third = slots.use(() => Promise.resolve('third'));
    leave();
    await expect(second).resolves.toBeUndefined();
    held.resolve('first');
    await expect(first).resolves.toBe('first');
    await expect(third).resolves.toBe('third');
  });

  it('does the work of who wants to leave when it has begun', async () => {
    const slots = new Slots(1);
    const held = Promise.withResolvers<string>();
    const first = slots.use(() => held.promise);
    let leave = (): void => undefined;
    const second = slots.use(
      () => Promise.resolve('second'),
      (given) => {
        leave = given;
      },
    );
    held.resolve('first');
    await first;
    leave();
    await expect(second).resolves.toBe('second');
  });
});

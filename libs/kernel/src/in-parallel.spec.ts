import { describe, expect, it } from '@jest/globals';
import { inParallel } from './in-parallel.ts';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 0; number < count; number += 1) yield await Promise.resolve(number);
}

describe('inParallel', () => {
  it.each([
    ['a list', [0, 1, 2, 3, 4, 5, 6]],
    ['a stream', numbers(7)],
  ])('does the work for each item of %s, for so many at a time', async (_, items) => {
    const done: number[] = [];
    let busy = 0;
    let most = 0;
    await inParallel(items, 3, async (item) => {
      busy += 1;
      most = Math.max(most, busy);
      await new Promise((resolve) => setImmediate(resolve));
      busy -= 1;
      done.push(item);
    });
    expect(done.sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(most).toBe(3);
  });

  it('ends with the first error, after what is under way', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const work = inParallel(numbers(100), 2, async (item) => {
      begun.push(item);
      await new Promise((resolve) => setImmediate(resolve));
      if (item === 2) throw new Error('two is too many');
      ended.push(item);
    });
    await expect(work).rejects.toThrow('two is too many');
    expect(begun.length).toBeLessThan(6);
    expect(ended).toHaveLength(begun.length - 1);
  });
});

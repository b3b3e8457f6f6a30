import { describe, expect, it } from '@jest/globals';
import type { Page } from '@slipway/ports';
import { pageOf } from './pages.ts';

const numbers = [1, 2, 3, 4];
const list = ({ after = 0, limit }: Page<number>): Promise<readonly number[]> =>
  Promise.resolve(numbers.filter((number) => number > after).slice(0, limit));
const page = (after: number | undefined, limit: number): Promise<{ items: string[]; cursor?: string }> =>
  pageOf({ after, limit }, list, String, (last) => `after ${String(last)}`);

describe('a page', () => {
  it('holds as many items as asked for, and a cursor when there are more', async () => {
    expect(await page(undefined, 3)).toEqual({ items: ['1', '2', '3'], cursor: 'after 3' });
  });

  it('that is the last has no cursor, also when it is just full', async () => {
    expect(await page(2, 2)).toEqual({ items: ['3', '4'] });
    expect(await page(3, 2)).toEqual({ items: ['4'] });
    expect(await page(4, 2)).toEqual({ items: [] });
  });
});

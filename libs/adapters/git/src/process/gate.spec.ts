import { describe, expect, it } from '@jest/globals';
import { createGate } from './gate.ts';

describe('createGate', () => {
  it('lets so many in, so many wait, and turns the rest away', async () => {
    const gate = createGate(2, 1);
    const [first, second] = await Promise.all([gate(), gate()]);
    const third = gate();
    expect(await gate()).toBeUndefined();
    first?.();
    first?.(); // leaving twice frees one place
    expect(await third).toBeInstanceOf(Function);
    const fourth = gate();
    second?.();
    expect(await fourth).toBeInstanceOf(Function);
  });
});

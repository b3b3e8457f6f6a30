import { describe, expect, it } from '@jest/globals';
import { plots } from '@slipway/plots';
import { exampleStudy } from '@slipway/plots/golden';
import { renderSvg } from './render-svg.ts';

describe('a chart as SVG', () => {
  it('is the same text however many charts were drawn before it', () => {
    const drawn = [1, 2, 3].map(() => renderSvg(plots.importance(exampleStudy)));
    expect(new Set(drawn).size).toBe(1);
  });
});

import { describe, expect, it } from '@jest/globals';
import { logImprovement, logImprovementSlope } from './log-expected-improvement.ts';

// Reference values with 200 digits by mpmath.
describe('the logarithm of the expected improvement', () => {
  it.each([
    [5, 1.6094379231264313, 0.19999994053122006],
    [1, 0.08002621884930694, 0.7766387252017392],
    [0, -0.9189385332046727, 1.2533141373155003],
    [-0.5, -1.62051626438732, 1.5598731483480797],
    [-1, -2.4851210257126413, 1.9042712333296918],
    [-1.5, -3.52993592080571, 2.279580694156446],
    [-3, -7.869686059603029, 3.5323375176251606],
    [-10, -55.55312203612235, 10.194383033412553],
    [-49, -1209.2038267923772, 49.04076547545036],
    [-51, -1309.283741653038, 51.0391705760735],
    [-100, -5010.129578800249, 100.01999400419587],
    [-1e4, -50000019.33961931, 10000.000199999993],
    [-1e8, -5000000000000038.0, 1e8],
  ])('at %d is right to ten digits, and so is its slope', (z, expected, slope) => {
    expect(logImprovement(z) / expected).toBeCloseTo(1, 10);
    expect(logImprovementSlope(z) / slope).toBeCloseTo(1, 5);
  });
});

// Taken out of the global object, which hot loops in a vm context (that of a test) are slow to reach.
const { abs, exp, log } = Math;

const logSqrtTwoPi = 0.918_938_533_204_672_7;
const sqrtHalf = Math.SQRT1_2;
const inverseSqrtPi = 0.564_189_583_547_756_3;

/** Cody's coefficients for erf on |x| <= 0.46875. */
const nearNumerator = [
  3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694, 0.18577770618460315,
];
const nearDenominator = [23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
/** For erfc on 0.46875 … 4. */
const middleNumerator = [
  0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
  1712.0476126340707, 2051.0783778260716, 1230.3393547979972, 2.1531153547440383e-8,
];
const middleDenominator = [
  15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];
/** For erfc beyond 4. */
const farNumerator = [
  0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275, 6.587491615298378e-4,
  0.016315387137302097,
];
const farDenominator = [
  2.568520192289822, 1.8729528499234604, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
];

/**
 * exp(x²) · erfc(x), which does not underflow for large `x`; by the rational approximations of Cody ("Rational Chebyshev
 * approximation for the error function", Mathematics of Computation 1969), good to about 1e-15. Overflows below -26.
 */
export function scaledErfc(x: number): number {
  const size = abs(x);
  if (size <= 0.46875) return exp(x * x) * (1 - nearErf(x));
  const tail = size <= 4 ? quotient(middleNumerator, middleDenominator, size) : far(size);
  return x > 0 ? tail : 2 * exp(x * x) - tail;
}

/** Density of the standard normal distribution, as a logarithm. */
export function logNormalDensity(x: number): number {
  return -0.5 * x * x - logSqrtTwoPi;
}

/** Probability that a standard normal variable is below `x`. */
export function normalCdf(x: number): number {
  const scaled = abs(x) * sqrtHalf;
  if (scaled <= 0.46875) return 0.5 + 0.5 * nearErf(x * sqrtHalf);
  const tail = 0.5 * exp(-0.5 * x * x) * scaledErfc(scaled);
  return x > 0 ? 1 - tail : tail;
}

/** `normalCdf` of `-x` and of `x`, which is not negative, into `index` of two arrays: they share what takes the time. */
export function writeNormalTails(x: number, index: number, below: Float64Array, above: Float64Array): void {
  const scaled = x * sqrtHalf;
  if (scaled <= 0.46875) {
    const half = 0.5 * nearErf(scaled);
    below[index] = 0.5 - half;
    above[index] = 0.5 + half;
    return;
  }
  const tail = 0.5 * exp(-0.5 * x * x) * scaledErfc(scaled);
  below[index] = tail;
  above[index] = 1 - tail;
}

/** Logarithm of `normalCdf`, exact also where that underflows. */
export function logNormalCdf(x: number): number {
  return x > -1 ? log(normalCdf(x)) : -0.5 * x * x + log(0.5 * scaledErfc(-x * sqrtHalf));
}

function nearErf(x: number): number {
  return x * quotient(nearNumerator, nearDenominator, x * x);
}

function far(x: number): number {
  const inverse = 1 / (x * x);
  return (inverseSqrtPi - inverse * quotient(farNumerator, farDenominator, inverse)) / x;
}

/** Two polynomials by Horner's rule; the numerator's leading coefficient comes last, the denominator's is 1. */
function quotient(numerator: readonly number[], denominator: readonly number[], x: number): number {
  const degree = denominator.length;
  let upper = (numerator[degree] ?? 0) * x;
  let lower = x;
  for (let index = 0; index < degree - 1; index += 1) {
    upper = (upper + (numerator[index] ?? 0)) * x;
    lower = (lower + (denominator[index] ?? 0)) * x;
  }
  return (upper + (numerator[degree - 1] ?? 0)) / (lower + (denominator[degree - 1] ?? 0));
}

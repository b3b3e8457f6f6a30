import { Cholesky } from '../../linear-algebra/cholesky.ts';
import { minimise, type Differentiable } from '../../numeric/minimise.ts';
import { InputColumns } from './input-columns.ts';
import { inverseSquares, writeMatern, type Hyperparameters, type KernelShape } from './kernel.ts';

/** Prior of a logarithm: normal, within bounds. */
interface LogPrior {
  readonly mean: number;
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Length scales that grow with the diagonal, √dimensions (Hvarfner et al., ICML 2024): the more dimensions, the
 * simpler the function has to be for anything to be learned. Noise from none to as much as there is signal.
 */
function priorOf(index: number, dimensions: number): LogPrior {
  if (index < dimensions)
    return {
      mean: Math.log(0.5 * Math.sqrt(dimensions)),
      deviation: 1,
      low: Math.log(0.01),
      high: Math.log(100),
    };
  if (index === dimensions) return { mean: 0, deviation: 1, low: -4, high: 4 };
  return { mean: -8, deviation: 3, low: -16, high: 1 };
}

export function priorMode(dimensions: number): Hyperparameters {
  return Float64Array.from({ length: dimensions + 2 }, (_, index) => priorOf(index, dimensions).mean);
}

/**
 * Hyperparameters that are most probable given the data (MAP), by L-BFGS with analytic gradients.
 * @param inputs shape [targets × dimensions]
 * @param targets about standard normal; shape [targets]
 * @param starts where the search begins; the best end is taken
 * @param evaluations of the likelihood from each start, at most; each takes O(targets³)
 */
export function fitHyperparameters(
  shape: KernelShape,
  inputs: Float64Array,
  targets: Float64Array,
  starts: readonly Hyperparameters[],
  evaluations: number,
): Hyperparameters {
  const evaluate = negativeLogPosterior(shape, inputs, targets);
  const indices = Array.from({ length: shape.dimensions + 2 }, (_, index) =>
    priorOf(index, shape.dimensions),
  );
  const low = Float64Array.from(indices, (prior) => prior.low);
  const high = Float64Array.from(indices, (prior) => prior.high);
  let best = priorMode(shape.dimensions);
  let bestValue = Infinity;
  for (const start of starts) {
    const point = start.slice();
    const value = minimise(evaluate, point, low, high, { evaluations, tolerance: 1e-3 });
    if (value >= bestValue) continue;
    best = point;
    bestValue = value;
  }
  return best;
}

/** Negative logarithm of the posterior density of hyperparameters, but for a constant (Rasmussen and Williams 2006, 5.9). */
export function negativeLogPosterior(
  shape: KernelShape,
  inputs: Float64Array,
  targets: Float64Array,
): Differentiable {
  const { dimensions, isCategorical } = shape;
  const count = targets.length;
  const inputAt = (index: number) => inputs.subarray(index * dimensions, (index + 1) * dimensions);
  const row = new Float64Array(count);
  // Of each pair, by rows below the diagonal.
  const correlations = new Float64Array((count * (count - 1)) / 2);
  const slopes = new Float64Array(correlations.length);
  const factor = new Cholesky(count);
  const columns = new InputColumns(shape, count);
  for (let index = 0; index < count; index += 1) columns.set(index, inputAt(index));
  return (hyperparameters, gradient) => {
    const weights = inverseSquares(hyperparameters);
    const signal = Math.exp(hyperparameters[dimensions] ?? 0);
    const noise = Math.exp(hyperparameters[dimensions + 1] ?? 0);
    factor.truncate(0);
    for (let left = 0, pair = 0; left < count; left += 1) {
      columns.writeSquares(weights, inputAt(left), left, row);
      for (let right = 0; right < left; right += 1, pair += 1) {
        writeMatern(row[right] ?? 0, pair, correlations, slopes);
        row[right] = signal * (correlations[pair] ?? 0);
      }
      factor.append(row, signal * (1 + 1e-8) + noise);
    }
    const ones = factor.solveUpper(factor.solveLower(new Float64Array(count).fill(1)));
    let precision = 1;
    let weighted = 0;
    for (let index = 0; index < count; index += 1) {
      precision += ones[index] ?? 0;
      weighted += (ones[index] ?? 0) * (targets[index] ?? 0);
    }
    const mean = weighted / precision;
    const residuals = targets.map((target) => target - mean);
    const solved = factor.solveUpper(factor.solveLower(residuals.slice()));
    let value = 0.5 * factor.logDeterminant() + 0.5 * mean * mean;
    for (let index = 0; index < count; index += 1)
      value += 0.5 * (residuals[index] ?? 0) * (solved[index] ?? 0);

    gradient.fill(0);
    const inverse = factor.inverse();
    let trace = 0;
    for (let left = 0, pair = 0; left < count; left += 1) {
      for (let right = 0; right < left; right += 1, pair += 1) {
        const sensitivity = (inverse[left * count + right] ?? 0) - (solved[left] ?? 0) * (solved[right] ?? 0);
        gradient[dimensions] = (gradient[dimensions] ?? 0) + sensitivity * signal * (correlations[pair] ?? 0);
        slopes[pair] = -2 * sensitivity * signal * (slopes[pair] ?? 0);
      }
      trace += (inverse[left * count + left] ?? 0) - (solved[left] ?? 0) ** 2;
    }
    for (let dimension = 0; dimension < dimensions; dimension += 1) {
      const weight = weights[dimension] ?? 0;
      const isOrdered = isCategorical[dimension] === 0;
      gradient[dimension] = slopeAlong(columns.column(dimension), isOrdered, slopes, weight);
    }
    gradient[dimensions] = (gradient[dimensions] ?? 0) + 0.5 * trace * signal * (1 + 1e-8);
    gradient[dimensions + 1] = 0.5 * trace * noise;
    for (let index = 0; index < dimensions + 2; index += 1) {
      const prior = priorOf(index, dimensions);
      const distance = ((hyperparameters[index] ?? 0) - prior.mean) / prior.deviation;
      value += 0.5 * distance * distance;
      gradient[index] = (gradient[index] ?? 0) + distance / prior.deviation;
    }
    return value;
  };
}

/** Sum over all pairs of their slopes times the weighted squared distances along one dimension. */
function slopeAlong(column: Float64Array, isOrdered: boolean, slopes: Float64Array, weight: number): number {
  let sum = 0;
  for (let left = 0, pair = 0; left < column.length; left += 1) {
    const at = column[left] ?? 0;
    for (let right = 0; right < left; right += 1, pair += 1) {
      const difference = at - (column[right] ?? 0);
      const part = isOrdered ? difference * difference : difference === 0 ? 0 : 1;
      sum += (slopes[pair] ?? 0) * part * weight;
    }
  }
  return sum;
}

/** Constants of a CMA-ES, as Hansen's tutorial sets them (arXiv:1604.00772, table 1 and section B). */
export interface StrategyParameters {
  readonly dimensions: number;
  /** Points of a generation, λ. */
  readonly population: number;
  /** One for each rank, the best first: positive ones sum to 1, those of the worse half are negative. */
  readonly weights: Float64Array;
  /** Variance-effective number of the positive weights, μ_eff. */
  readonly effective: number;
  /** Learning rates: of the path of the step size (c_σ), of that of the covariance (c_c), rank one (c_1), rank μ (c_μ). */
  readonly stepPathRate: number;
  readonly pathRate: number;
  readonly rankOneRate: number;
  readonly rankManyRate: number;
  /** Damping of the step size, d_σ. */
  readonly stepDamping: number;
  /** Expected length of a standard normal vector, χ_N. */
  readonly expectedLength: number;
}

/** Points of a generation unless one asks for more. */
export function defaultPopulation(dimensions: number): number {
  return 4 + Math.floor(3 * Math.log(Math.max(1, dimensions)));
}

/** @param population 2 or more */
export function strategyParameters(dimensions: number, population: number): StrategyParameters {
  const parents = Math.floor(population / 2);
  const raw = Array.from(
    { length: population },
    (_, rank) => Math.log((population + 1) / 2) - Math.log(rank + 1),
  );
  const effective = effectiveNumber(raw.slice(0, parents));
  const effectiveNegative = effectiveNumber(raw.slice(parents));
  const pathRate = (4 + effective / dimensions) / (dimensions + 4 + (2 * effective) / dimensions);
  const stepPathRate = (effective + 2) / (dimensions + effective + 5);
  const rankOneRate = 2 / ((dimensions + 1.3) ** 2 + effective);
  const rankManyRate = Math.min(
    1 - rankOneRate,
    (2 * (0.25 + effective + 1 / effective - 2)) / ((dimensions + 2) ** 2 + effective),
  );
  const negativeSum = Math.min(
    1 + rankOneRate / rankManyRate,
    1 + (2 * effectiveNegative) / (effective + 2),
    (1 - rankOneRate - rankManyRate) / (dimensions * rankManyRate),
  );
  const positive = raw.reduce((sum, weight) => sum + Math.max(0, weight), 0);
  const negative = raw.reduce((sum, weight) => sum - Math.min(0, weight), 0);
  return {
    dimensions,
    population,
    weights: Float64Array.from(raw, (weight) =>
      weight >= 0 ? weight / positive : (negativeSum * weight) / negative,
    ),
    effective,
    stepPathRate,
    pathRate,
    rankOneRate,
    rankManyRate,
    stepDamping: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (dimensions + 1)) - 1) + stepPathRate,
    expectedLength: Math.sqrt(dimensions) * (1 - 1 / (4 * dimensions) + 1 / (21 * dimensions * dimensions)),
  };
}

function effectiveNumber(weights: readonly number[]): number {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return (sum * sum) / weights.reduce((total, weight) => total + weight * weight, 0);
}

export { createRandomSampler } from './samplers/random.ts';
export type {
  CreateSampler,
  Observation,
  PopulationOptions,
  Sampler,
  SamplerOptions,
  Training,
} from './samplers/sampler.ts';
export type {
  CategoricalParameter,
  Condition,
  Configuration,
  FixedParameter,
  FloatParameter,
  IntParameter,
  LinearConstraint,
  OrdinalParameter,
  Parameter,
  Scalar,
} from './space/parameter.ts';
export type { Dimension, Point, SearchSpace } from './space/search-space.ts';
export type { EarlyStopping, LearningCurve } from './stopping/early-stopping.ts';
export { createSpace } from './space/create-space.ts';
export { importKatib, type KatibStudy } from './space/import-katib.ts';
export { importOptuna } from './space/import-optuna.ts';
export {
  optunaConflict,
  optunaValue,
  parsePythonJson,
  readOptunaDistribution,
  type OptunaDistribution,
} from './space/optuna-distribution.ts';
export { parseSpace, type SpaceParts } from './space/parse-space.ts';
export { asha, type AshaOptions } from './stopping/asha.ts';
export { hyperband, type HyperbandOptions } from './stopping/hyperband.ts';
export { medianRule } from './stopping/median.ts';
export { patienceRule, type PatienceOptions } from './stopping/patience.ts';
export { percentileRule, type MedianOptions, type PercentileOptions } from './stopping/percentile.ts';
export type { Schedule } from './stopping/schedule.ts';
export { thresholdRule, type ThresholdOptions } from './stopping/threshold.ts';
export { createAutoSampler } from './samplers/auto.ts';
export { createCmaEsSampler } from './samplers/cma-es/cma-es.ts';
export { createGpSampler } from './samplers/gp/gp.ts';
export { createGridSampler } from './samplers/grid/grid.ts';
export { createNsga2Sampler } from './samplers/nsga2/nsga2.ts';
export { createPbtSampler } from './samplers/pbt/pbt.ts';
export { defaultPopulation } from './samplers/pbt/trained-population.ts';
export { createSobolSampler } from './samplers/sobol.ts';
export { createTpeSampler } from './samplers/tpe/tpe.ts';
export { dominates } from './pareto/dominates.ts';
export { hypervolume } from './pareto/hypervolume.ts';
export { nonDominatedFronts } from './pareto/non-dominated-fronts.ts';
export type { MeasuredResult } from './importance/good-results.ts';
export { parameterImportance } from './importance/parameter-importance.ts';

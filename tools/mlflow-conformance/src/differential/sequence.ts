import type { Step } from './step.ts';
import {
  changeExperiment,
  createExperiment,
  readExperiment,
  searchExperiments,
} from './steps/experiments.ts';
import { changeLoggedModel, createLoggedModel } from './steps/logged-models.ts';
import {
  changeModel,
  changeVersion,
  createModel,
  createVersion,
  readModel,
  readVersion,
} from './steps/models.ts';
import { changeRun, createRun, logBatch, logInputs, logMetric, readMetrics, readRun } from './steps/runs.ts';
import { searchLoggedModels, searchModels, searchRuns, searchVersions } from './steps/searches.ts';
import { changeWebhook, createWebhook } from './steps/webhooks.ts';
import type { World } from './world.ts';

/** The kinds of steps with their weights. */
const kinds: readonly (readonly [number, (world: World) => Step])[] = [
  [3, createExperiment],
  [3, readExperiment],
  [4, changeExperiment],
  [4, searchExperiments],
  [7, createRun],
  [8, readRun],
  [9, changeRun],
  [6, logMetric],
  [8, logBatch],
  [4, readMetrics],
  [5, logInputs],
  [12, searchRuns],
  [3, createLoggedModel],
  [7, changeLoggedModel],
  [4, searchLoggedModels],
  [4, createModel],
  [8, changeModel],
  [6, readModel],
  [8, createVersion],
  [7, changeVersion],
  [4, readVersion],
  [4, searchModels],
  [5, searchVersions],
  [2, createWebhook],
  [4, changeWebhook],
];
const total = kinds.reduce((sum, [weight]) => sum + weight, 0);

/** The next step of a random sequence. */
export function nextStep(world: World): Step {
  let at = world.choices.index(total);
  for (const [weight, make] of kinds) {
    if (at < weight) return make(world);
    at -= weight;
  }
  return createRun(world);
}

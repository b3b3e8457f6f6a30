import type { ImportRecord } from '@slipway/contracts';
import { ConflictError, InvalidInputError, NotFoundError } from '@slipway/kernel';
import type { RunOutcome, TrackedRun, TrackedRunDetails } from '@slipway/ports';
import type { RegistryContext } from '../context.ts';
import type { Imported } from './import-routes.ts';
import { importTag } from './import-tag.ts';

type Given = Extract<ImportRecord, { readonly kind: 'run' }>;
type Metrics = Extract<ImportRecord, { readonly kind: 'metrics' }>;
type End = Extract<ImportRecord, { readonly kind: 'run-end' }>;

/** Makes the run with all but its metrics, or brings the one of this id to the same; it is active until its end. */
export async function importRun(context: RegistryContext, team: string, given: Given): Promise<Imported> {
  const { trackingStore, trackingImport } = context;
  const { id, status, endTime, params, tags, artifactUri } = given;
  const known = await trackingStore.readRun(team, id);
  if (known && known.experimentId !== given.experimentId)
    throw new ConflictError(
      `there is a run ${id} in experiment ${known.experimentId} of team ${team} already`,
    );
  const run = known ?? (await newRun(context, team, given));
  const done = known !== undefined && isDone(known, given);
  await trackingImport.setRun(team, id, { status, endTime, lifecycleStage: 'active', artifactUri });
  const logged = await trackingStore.log(team, id, { metrics: [], params, tags });
  if (typeof logged === 'object')
    throw new ConflictError(
      `run ${id} has other values of its params already: ${logged.map(({ key }) => key).join(', ')}`,
    );
  checkDone(id, logged);
  const datasets = given.datasets.map(({ tags: uses, schema, profile, ...dataset }) => ({
    dataset: { ...dataset, schema, profile },
    tags: uses,
  }));
  checkDone(id, await trackingStore.addInputs(team, id, { datasets, models: given.modelInputs }));
  checkDone(id, await trackingStore.addOutputs(team, id, given.modelOutputs));
  return { artifactUri: artifactUri ?? run.artifactUri, done };
}

async function newRun({ trackingStore }: RegistryContext, team: string, given: Given): Promise<TrackedRun> {
  const { id, experimentId, name, userId, startTime } = given;
  const made = await trackingStore.createRun(team, { id, experimentId, name, userId, startTime, tags: [] });
  if (made === 'no-experiment') throw new NotFoundError(`there is no experiment ${experimentId}`);
  if (made === 'not-active') throw new ConflictError(`the experiment ${experimentId} is deleted`);
  return made;
}

/** A former import of it came to its end, and it has not changed since. */
const isDone = (known: TrackedRunDetails, { status, endTime }: Given): boolean =>
  known.status === status && known.endTime === endTime && known.tags.some(({ key }) => key === importTag);

export async function importMetrics(
  { trackingStore }: RegistryContext,
  team: string,
  { runId, points }: Metrics,
): Promise<Imported> {
  const metrics = points.map((point) => ({ ...point, value: Number(point.value) }));
  const outcome = await trackingStore.log(team, runId, { metrics, params: [], tags: [] });
  if (typeof outcome === 'object') throw new InvalidInputError('metrics have no params');
  checkDone(runId, outcome);
  return {};
}

export async function importRunEnd(
  { trackingStore, trackingImport }: RegistryContext,
  team: string,
  { id, lifecycleStage, source }: End,
): Promise<Imported> {
  const tags = [{ key: importTag, value: source }];
  const outcome = await trackingStore.log(team, id, { metrics: [], params: [], tags });
  if (typeof outcome !== 'object') checkDone(id, outcome);
  await trackingImport.setRun(team, id, { lifecycleStage });
  return {};
}

function checkDone(id: string, outcome: RunOutcome): void {
  if (outcome === 'no-run') throw new NotFoundError(`there is no run ${id}`);
  if (outcome === 'not-active')
    throw new ConflictError(`the run ${id} was deleted while it was being imported`);
}

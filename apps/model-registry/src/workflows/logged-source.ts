import { InvalidInputError, NotFoundError, SlipwayError } from '@slipway/kernel';
import { LifecycleStage, LoggedModelStatus, type LoggedModel, type TrackedRunDetails } from '@slipway/ports';
import { appendToUri, type Comparison, type LoggedModelAttribute } from '@slipway/registry';
import type { ArtifactPlace } from '../artifacts/artifact-places.ts';
import { placeBelow } from '../artifacts/owned-artifacts.ts';
import type { RegistryContext } from '../context.ts';
import type { VersionSource } from '../models/resolve-source.ts';

/** The file that makes a folder a model, for MLflow. */
const modelFile = 'MLmodel';
/** Entries of the folder that are looked at; it stands before names in lower case. */
const mostEntries = 1_000;
/** Logged models of one name in a run, the newest; each step of a training may log one. */
const mostModels = 100;

/**
 * Finds a model that a run has logged, as MLflow's clients do for `runs:/<run>/<path>`: a model at that path among the
 * run's artifacts, else the run's logged model of that name, of the highest step. Other files at that path are taken when
 * there is neither.
 * @throws NotFoundError saying where was looked
 */
export async function loggedSource(
  context: RegistryContext,
  team: string,
  { job, runId, path }: { readonly job: string; readonly runId: string | undefined; readonly path: string },
): Promise<VersionSource> {
  if (runId === undefined)
    throw new InvalidInputError(
      `The job ${job} has no run of tracking: let its program log the model with MLflow.`,
    );
  const run = await context.trackingStore.readRun(team, runId);
  if (run?.lifecycleStage !== LifecycleStage.Active)
    throw new NotFoundError(
      `The run ${runId} of the job ${job} is not in the tracking of team ${team} any more: run the job again.`,
      { details: { team, run: runId } },
    );
  const source = appendToUri(run.artifactUri, path);
  const names = await namesIn(context, team, run, path);
  const files: VersionSource = { source, runId, modelId: undefined };
  if (names?.includes(modelFile)) return files;
  const model = await loggedModel(context, team, run, path);
  if (model) return { source: `models:/${model.id}`, runId, modelId: model.id };
  if (names && names.length > 0) return files;
  const found = names ? 'there is nothing at' : 'this server may not look at';
  throw new NotFoundError(
    `The job ${job} has logged no model ${path} to its run ${runId}: ${found} ${source}, and the run has ` +
      `no logged model of that name that is ready. Log it with log_model(name="${path}"), or set register.path.`,
    { details: { team, run: runId, source } },
  );
}

/** What lies in a folder of the run's artifacts; undefined where this server may not look. */
async function namesIn(
  context: RegistryContext,
  team: string,
  { artifactUri }: TrackedRunDetails,
  path: string,
): Promise<readonly string[] | undefined> {
  let place: ArtifactPlace;
  try {
    place = await placeBelow(context, team, artifactUri, path);
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.retryable) throw error;
    return undefined;
  }
  const { entries } = await place.store.list(place.key, { limit: mostEntries });
  return entries.map(({ name }) => name);
}

async function loggedModel(
  { loggedModelStore }: RegistryContext,
  team: string,
  { id, experimentId, modelOutputs }: TrackedRunDetails,
  name: string,
): Promise<LoggedModel | undefined> {
  const found = await loggedModelStore.search(team, {
    experimentIds: [experimentId],
    filter: [is('name', name), is('source_run_id', id), is('status', LoggedModelStatus.Ready)],
    datasets: [],
    order: [],
    offset: 0,
    limit: mostModels,
  });
  const stepOf = (model: LoggedModel): number =>
    modelOutputs.find(({ modelId }) => modelId === model.id)?.step ?? 0;
  return found.toSorted((one, other) => stepOf(other) - stepOf(one))[0];
}

const is = (key: LoggedModelAttribute, value: string): Comparison<LoggedModelAttribute> => ({
  ...{ entity: 'attribute', key, kind: 'text', operator: '=', value },
});

import type { Lineage } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import type { FoundVersion, RunDataset, TrackedRunDetails } from '@slipway/ports';
import type { RegistryContext } from '../context.ts';

/** Tags of a run that say what it ran: MLflow's own, and those of runs of Slipway's Jobs. */
const tag = {
  commit: 'mlflow.source.git.commit',
  repository: 'mlflow.source.git.repoURL',
  image: 'slipway.image',
  job: 'slipway.job',
  run: 'slipway.run',
} as const;
const datasetContext = 'mlflow.data.context';

/**
 * Where a version comes from, as far as it is known: a run that is not in this registry leaves the chain open.
 * @throws NotFoundError when the team has no such version.
 */
export async function readLineage(
  { modelStore, trackingStore, loggedModelStore }: RegistryContext,
  team: string,
  name: string,
  number: number,
): Promise<Lineage> {
  const found = await modelStore.findVersion(team, name, number);
  if (!found)
    throw new NotFoundError(`There is no version ${String(number)} of model ${name} in team ${team}.`, {
      details: { team, model: name, version: number },
    });
  const { runId, modelId } = found.version;
  const logged = modelId === undefined ? undefined : await loggedModelStore.find(team, modelId);
  const sourceRun = runId ?? logged?.sourceRunId;
  const run =
    sourceRun === undefined || sourceRun === '' ? undefined : await trackingStore.readRun(team, sourceRun);
  return { ...versionView(found), ...(run ? runPart(run) : {}) };
}

function versionView({ model, version }: FoundVersion): Lineage {
  return {
    model,
    version: version.version,
    createdAt: new Date(version.createdAt).toISOString(),
    stage: version.stage,
    source: version.source,
    ...(version.modelId === undefined ? {} : { modelId: version.modelId }),
  };
}

function runPart(run: TrackedRunDetails): Pick<Lineage, 'run' | 'code' | 'image' | 'job'> {
  const tags = new Map(run.tags.map(({ key, value }) => [key, value]));
  const [commit, repository, image] = [tags.get(tag.commit), tags.get(tag.repository), tags.get(tag.image)];
  const [job, jobRun] = [tags.get(tag.job), tags.get(tag.run)];
  return {
    run: {
      id: run.id,
      name: run.name,
      status: run.status,
      startedAt: new Date(run.startTime).toISOString(),
      ...(run.endTime === undefined ? {} : { endedAt: new Date(run.endTime).toISOString() }),
      params: Object.fromEntries(run.params.map(({ key, value }) => [key, value])),
      metrics: Object.fromEntries(
        run.metrics.map(({ key, value }) => [key, Number.isFinite(value) ? value : String(value)]),
      ),
      datasets: run.datasets.map(datasetView),
    },
    ...(commit === undefined
      ? {}
      : { code: { commit, ...(repository === undefined ? {} : { repository }) } }),
    ...(image === undefined ? {} : { image }),
    ...(job === undefined ? {} : { job: { name: job, ...(jobRun === undefined ? {} : { run: jobRun }) } }),
  };
}

function datasetView({ dataset: { name, digest }, tags }: RunDataset): {
  name: string;
  digest: string;
  context?: string;
} {
  const context = tags.find(({ key }) => key === datasetContext)?.value;
  return { name, digest, ...(context === undefined ? {} : { context }) };
}

import { describeError, inParallel } from '@slipway/kernel';
import { copyLoggedModels } from './copy-logged-models.ts';
import { copyRun, isProxied } from './copy-run.ts';
import { sendRecord, type ImportContext } from './import-context.ts';
import { ExperimentPage, RunPage, readAnswer, type Experiment } from './mlflow-answers.ts';
import { paged } from './paged.ts';

/** Runs that are copied at the same time. */
const width = 4;
const pageSize = 100;

/** Copies all experiments with their runs and logged models. What fails is tallied, and the rest goes on. */
export async function copyExperiments(context: ImportContext): Promise<void> {
  const { source, tally, signal } = context;
  const experiments = paged(
    async (token) =>
      readAnswer(
        ExperimentPage,
        await source.post('experiments/search', {
          view_type: 'ALL',
          max_results: pageSize,
          order_by: ['creation_time ASC', 'experiment_id ASC'],
          page_token: token,
        }),
      ),
    (page) => page.experiments,
  );
  for await (const experiment of experiments) {
    tally.add('experiments', 'source');
    try {
      await copyExperiment(context, experiment);
    } catch (error) {
      signal.throwIfAborted();
      tally.fail(`experiment ${experiment.name}: ${describeError(error)}`);
    }
  }
}

async function copyExperiment(context: ImportContext, experiment: Experiment): Promise<void> {
  const { tally, parts, dryRun, signal } = context;
  const place = experiment.artifact_location;
  // On a dry run, there is no experiment here: that of the source stands for it.
  const { id = experiment.experiment_id } = await sendRecord(context, {
    kind: 'experiment',
    name: experiment.name,
    creationTime: experiment.creation_time,
    tags: experiment.tags,
    ...(parts.has('artifacts') || isProxied(place) ? {} : { artifactLocation: place }),
  });
  await inParallel(runsOf(context, experiment), width, async (run) => {
    try {
      await copyRun(context, run, id);
    } catch (error) {
      signal.throwIfAborted();
      tally.fail(`run ${run.info.run_id} of experiment ${experiment.name}: ${describeError(error)}`);
    }
  });
  await copyLoggedModels(context, experiment, id);
  await sendRecord(context, {
    kind: 'experiment-end',
    id,
    lastUpdateTime: experiment.last_update_time,
    lifecycleStage: experiment.lifecycle_stage,
  });
  if (dryRun) return;
  tally.add('experiments', 'copied');
  tally.add('experiments', 'verified');
}

const runsOf = ({ source }: ImportContext, { experiment_id: id }: Experiment) =>
  paged(
    async (token) =>
      readAnswer(
        RunPage,
        await source.post('runs/search', {
          experiment_ids: [id],
          run_view_type: 'ALL',
          max_results: pageSize,
          order_by: ['attributes.start_time ASC'],
          page_token: token,
        }),
      ),
    (page) => page.runs,
  );

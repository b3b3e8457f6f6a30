import { parseRunFilter, parseRunOrder } from '@slipway/registry';
import type { DataDigest } from '@slipway/studies';
import type { SchedulerContext } from '../context.ts';

/** Trials whose data is looked up, and runs of tracking of each: a trial that was handed out again has several. */
const mostTrials = 20;
const mostRuns = 10;

/** Datasets that trials of a study have logged as their inputs, as far as they are tracked; each once, by name and digest. */
export async function dataOfTrials(
  { tracking }: Pick<SchedulerContext, 'tracking'>,
  { team, name }: { readonly team: string; readonly name: string },
  trials: readonly number[],
): Promise<readonly DataDigest[]> {
  const experiment = await tracking?.store.findExperimentByName(team, name);
  if (!tracking || !experiment) return [];
  const found = new Map<string, DataDigest>();
  for (const trial of trials.slice(0, mostTrials)) {
    const runs = await tracking.store.searchRuns(team, {
      experimentIds: [experiment.id],
      filter: parseRunFilter(`tags.slipway.study = '${name}' and tags.slipway.trial = '${String(trial)}'`),
      order: parseRunOrder([]),
      stages: ['active'],
      offset: 0,
      limit: mostRuns,
    });
    for (const { dataset, tags } of runs.flatMap(({ datasets }) => datasets)) {
      const use = tags.find(({ key }) => key === 'mlflow.data.context')?.value;
      const digest = { name: dataset.name, digest: dataset.digest, ...(use === undefined ? {} : { use }) };
      found.set(JSON.stringify(digest), digest);
    }
  }
  return [...found.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, digest]) => digest);
}

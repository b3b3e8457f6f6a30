import { ConflictError } from '@slipway/kernel';
import { copyArtifacts } from './copy-artifacts.ts';
import { sendRecord, type ImportContext } from './import-context.ts';
import { MetricPage, OneRun, readAnswer, type Metric, type Run } from './mlflow-answers.ts';
import type { MlflowServer } from './mlflow-server.ts';
import { paged } from './paged.ts';
import { PointsDigest } from './points-digest.ts';

/** Points in one record, and in one page of a history. */
const batch = 5_000;
const historyPage = 25_000;

/** Copies one run whole, and compares it with what is there then. */
export async function copyRun(context: ImportContext, run: Run, experimentId: string): Promise<void> {
  const { source, target, tally, parts, dryRun, resume, onProgress } = context;
  const { info, data } = run;
  const id = info.run_id;
  tally.add('runs', 'source');
  const sent = await sendRecord(context, recordOf(run, experimentId, parts));
  // The record of a run makes it active, a deleted one too: its end always follows.
  const end = () =>
    sendRecord(context, { kind: 'run-end', id, lifecycleStage: info.lifecycle_stage, source: source.url });
  if (sent.done === true && resume) {
    await end();
    tally.skipped += 1;
    tally.add('runs', 'verified');
    onProgress();
    return;
  }
  tally.add('params', 'source', data.params.length);
  tally.add('tags', 'source', data.tags.length);
  const there = await copyMetrics(context, run);
  if (parts.has('artifacts'))
    await copyArtifacts(context, {
      kind: 'run',
      id,
      from: info.artifact_uri,
      to: sent.artifactUri ?? '',
    });
  onProgress();
  await end();
  if (dryRun) return;
  tally.add('runs', 'copied');
  tally.add('params', 'copied', data.params.length);
  tally.add('tags', 'copied', data.tags.length);

  const here = readAnswer(OneRun, await target.get('runs/get', { run_id: id })).run;
  checkSame(run, here);
  const found = await digestOf(target, id, data.metrics);
  if (!found.equals(there))
    throw new ConflictError(
      `its history has ${String(there.count)} points there and ${String(found.count)} here, or others`,
    );
  tally.add('runs', 'verified');
  tally.add('params', 'verified', data.params.length);
  tally.add('tags', 'verified', data.tags.length);
  tally.add('metric points', 'verified', found.count);
  onProgress();
}

function recordOf({ info, data, inputs, outputs }: Run, experimentId: string, parts: ImportContext['parts']) {
  return {
    kind: 'run' as const,
    id: info.run_id,
    experimentId,
    name: info.run_name,
    userId: info.user_id,
    startTime: info.start_time,
    status: info.status,
    ...(info.end_time === undefined ? {} : { endTime: info.end_time }),
    params: data.params,
    tags: data.tags,
    datasets: inputs.dataset_inputs.map(
      ({ tags, dataset: { source_type: sourceType, schema, profile, ...dataset } }) => ({
        tags,
        sourceType,
        ...dataset,
        ...(schema === undefined ? {} : { schema }),
        ...(profile === undefined ? {} : { profile }),
      }),
    ),
    modelInputs: inputs.model_inputs.map(({ model_id: modelId }) => ({ modelId, step: 0 })),
    modelOutputs: outputs.model_outputs.map(({ model_id: modelId, step }) => ({ modelId, step })),
    ...(parts.has('artifacts') || isProxied(info.artifact_uri) ? {} : { artifactUri: info.artifact_uri }),
  };
}

/** Whether a place is known to the server that names it alone. */
export const isProxied = (uri: string): boolean => uri.startsWith('mlflow-artifacts:');

/** Sends the histories of all metrics, page by page; returns the digest of their points. */
async function copyMetrics(context: ImportContext, { info, data }: Run): Promise<PointsDigest> {
  const { source, tally, dryRun } = context;
  const digest = new PointsDigest();
  let points: Metric[] = [];
  const send = async (): Promise<void> => {
    if (points.length === 0) return;
    await sendRecord(context, { kind: 'metrics', runId: info.run_id, points });
    if (!dryRun) tally.add('metric points', 'copied', points.length);
    points = [];
  };
  for (const { key } of data.metrics) {
    for await (const point of historyOf(source, info.run_id, key)) {
      digest.add(point);
      tally.add('metric points', 'source');
      points.push(point);
      if (points.length === batch) await send();
    }
  }
  await send();
  return digest;
}

async function digestOf(server: MlflowServer, id: string, metrics: readonly Metric[]): Promise<PointsDigest> {
  const digest = new PointsDigest();
  for (const { key } of metrics) for await (const point of historyOf(server, id, key)) digest.add(point);
  return digest;
}

const historyOf = (server: MlflowServer, id: string, key: string): AsyncGenerator<Metric> =>
  paged(
    async (token) =>
      readAnswer(
        MetricPage,
        await server.get('metrics/get-history', {
          run_id: id,
          metric_key: key,
          max_results: historyPage,
          page_token: token,
        }),
      ),
    ({ metrics }) => metrics,
  );

/** @throws ConflictError naming the field that differs */
function checkSame(there: Run, here: Run): void {
  const own = new Set(['slipway.importedFrom']);
  const textOf = (pairs: readonly { readonly key: string; readonly value: string }[]): string =>
    JSON.stringify(
      pairs
        .filter(({ key }) => !own.has(key))
        .map(({ key, value }) => [key, value])
        .sort(),
    );
  const metricsOf = ({ data }: Run): string =>
    JSON.stringify(
      data.metrics.map(({ key, value, timestamp, step }) => [key, String(value), timestamp, step]).sort(),
    );
  const fields: Readonly<Record<string, (run: Run) => string>> = {
    name: ({ info }) => info.run_name,
    user: ({ info }) => info.user_id,
    status: ({ info }) => info.status,
    'start time': ({ info }) => String(info.start_time),
    'end time': ({ info }) => String(info.end_time),
    'lifecycle stage': ({ info }) => info.lifecycle_stage,
    params: ({ data }) => textOf(data.params),
    tags: ({ data }) => textOf(data.tags),
    metrics: metricsOf,
    datasets: ({ inputs }) =>
      JSON.stringify(inputs.dataset_inputs.map(({ dataset }) => [dataset.name, dataset.digest]).sort()),
  };
  for (const [field, valueOf] of Object.entries(fields)) {
    if (valueOf(there) !== valueOf(here))
      throw new ConflictError(
        `its ${field} is ${clipped(valueOf(there))} there and ${clipped(valueOf(here))} here`,
      );
  }
}

const clipped = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

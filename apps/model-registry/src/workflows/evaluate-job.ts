import type { TrackingStore } from '@slipway/ports';
import type { WorkflowJob } from '@slipway/resources';
import { judge, refusalOf, type ChampionFound } from '@slipway/workflows';
import type { RegistryContext } from '../context.ts';
import { lookUpAlias } from '../models/alias-endpoints.ts';
import { resultOf, type JobEnd, type JobScene } from './job-of-workflow.ts';
import { judgedMetrics } from './judged-metrics.ts';

type Evaluate = NonNullable<WorkflowJob['evaluate']>;
type Values = Readonly<Record<string, number>>;

/** Judges the metrics of a job by its thresholds, and beside those of the champion. */
export async function evaluateJob(
  context: RegistryContext,
  { record }: JobScene,
  evaluate: Evaluate,
): Promise<JobEnd> {
  const { metrics, trackingRun } = resultOf(record, evaluate.job);
  // Of a metric that was reported and tracked, the tracked value counts: that of the champion is a tracked one too.
  const values = { ...metrics, ...(await lastValues(context.trackingStore, record.team, trackingRun)) };
  const gates = judge(evaluate, values, await championOf(context, record.team, evaluate.champion));
  const refusal = refusalOf(gates);
  return { state: refusal === undefined ? 'succeeded' : 'failed', reason: refusal, result: { gates } };
}

async function championOf(
  context: RegistryContext,
  team: string,
  champion: Evaluate['champion'],
): Promise<ChampionFound | undefined> {
  if (!champion) return undefined;
  const found = await lookUpAlias(context, team, champion.model, champion.alias);
  if (typeof found === 'string') return undefined;
  const { version, runId, tags } = found.version;
  const tracked = await lastValues(context.trackingStore, team, runId);
  // What it was judged by counts: another program may have found that than the one that was tracked.
  return { version, metrics: { ...tracked, ...judgedMetrics(tags) } };
}

/** Of the metrics of a run of the team; without those whose last value is no number, which is as good as none. */
async function lastValues(
  trackingStore: Pick<TrackingStore, 'readRun'>,
  team: string,
  runId: string | undefined,
): Promise<Values> {
  const run = runId === undefined ? undefined : await trackingStore.readRun(team, runId);
  const tracked = run?.metrics.filter(({ value }) => !Number.isNaN(value)) ?? [];
  return Object.fromEntries(tracked.map(({ key, value }) => [key, value]));
}

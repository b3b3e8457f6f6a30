import { studyEndpoints, type Study } from '@slipway/contracts';
import { InvalidInputError, nearest } from '@slipway/kernel';
import type { PlotInput, PlotKind, PlottedTrial } from '@slipway/plots';
import { getStudy, type OpenStudy } from '../connection/open-study.ts';
import { allPages } from '../connection/pages.ts';
import type { Invocation } from '../invocation.ts';
import { progressLine } from '../output/progress-line.ts';

export interface PlotChoice {
  readonly metrics: readonly string[];
  readonly parameters: readonly string[];
  readonly logValues: boolean;
}

/** Everything of a study that its plot of this kind needs. */
export async function readPlotInput(
  invocation: Invocation,
  at: OpenStudy,
  kind: PlotKind,
  { metrics, parameters, logValues }: PlotChoice,
): Promise<PlotInput> {
  const study = await getStudy(invocation, at);
  const objectives = metrics.map((metric) => objectiveNamed(study, metric));
  const needsTrials = kind !== 'importance';
  return {
    study: {
      name: study.name,
      parameters: study.spec.parameters,
      objectives: study.spec.objectives,
      target: study.stop.target,
    },
    trials: needsTrials ? await readTrials(invocation, at) : [],
    best: new Set(study.best.map(({ id }) => id)),
    objectives: objectives.length > 0 ? objectives : [0, 1],
    logValues,
    parameters,
    importance: ['importance', 'parallel', 'slice', 'contour'].includes(kind)
      ? await readImportance(invocation, at, metrics[0])
      : [],
    reports: kind === 'intermediate' ? await readReports(invocation, at) : [],
  };
}

function objectiveNamed({ spec }: Study, metric: string): number {
  const metrics = spec.objectives.map((objective) => objective.metric);
  const index = metrics.indexOf(metric);
  if (index >= 0) return index;
  const suggestion = nearest(metric, metrics);
  throw new InvalidInputError(
    `${JSON.stringify(metric)} is no objective of the study: ${suggestion === undefined ? `it has ${metrics.join(', ')}` : `did you mean ${suggestion}?`}`,
  );
}

async function readTrials(invocation: Invocation, { client, params }: OpenStudy): Promise<PlottedTrial[]> {
  const { signal, err, clock } = invocation;
  const progress = progressLine(err, clock);
  const trials: PlottedTrial[] = [];
  for await (const { id, state, parameters, values } of allPages((cursor) =>
    client.call(studyEndpoints.listTrials, {
      params,
      query: { limit: 500, ...(cursor === undefined ? {} : { cursor }) },
      signal,
    }),
  )) {
    trials.push({ id, state, parameters, values });
    if (err.isTerminal) progress.show(`${String(trials.length)} trials`);
  }
  progress.end();
  return trials;
}

/** Nothing as long as nothing is known. */
async function readImportance(
  { signal }: Invocation,
  { client, params }: OpenStudy,
  metric: string | undefined,
): Promise<PlotInput['importance']> {
  const { importance } = await client.call(studyEndpoints.studyImportance, {
    params,
    query: metric === undefined ? {} : { metric },
    signal,
  });
  return importance.some((entry) => entry.importance > 0) ? importance : [];
}

async function readReports(
  { signal }: Invocation,
  { client, params }: OpenStudy,
): Promise<PlotInput['reports']> {
  const reports: { trial: number; step: number; values: number[] }[] = [];
  const events = client.events(studyEndpoints.watchStudy, { params, query: { follow: false }, signal });
  for await (const { data } of events)
    if (data.type === 'trial-reported')
      reports.push({ trial: data.trial, step: data.step, values: data.values.map(Number) });
  return reports;
}

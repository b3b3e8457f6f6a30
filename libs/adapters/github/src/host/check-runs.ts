import { createHash } from 'node:crypto';
import { canonicalJson } from '@slipway/kernel';
import type { CheckAnnotation, CheckReport } from '@slipway/ports';
import { CheckRunAnswer, CheckRunAnswers } from './answers.ts';
import type { RepositoryCalls } from './repository-calls.ts';

const reading = { checks: 'read' } as const;
const writing = { checks: 'write' } as const;

/** Annotations that GitHub takes in one call; those of further calls are added. */
const annotationsPerCall = 50;

type Conclusion = CheckReport['conclusion'];
const conclusions: Readonly<Record<Conclusion, string>> = {
  success: 'success',
  failure: 'failure',
  'action-required': 'action_required',
};

/**
 * Reports a check as a check run. A report names itself by its digest: one that is complete already is left alone, and one
 * that a crash has left half is completed by the annotations that are missing.
 */
export async function reportCheckRun(
  calls: RepositoryCalls,
  appId: number,
  report: CheckReport,
  again: boolean,
): Promise<void> {
  const digest = digestOf(report);
  const last = again ? undefined : await lastRun(calls, appId, report);
  const begun = last?.external_id === digest ? last : undefined;
  if (begun?.status === 'completed') return;
  const batches = batchesOf(report.annotations);
  const whole = batches.length <= 1;
  const id =
    begun?.id ??
    (
      await calls.call(
        'POST /repos/{owner}/{repo}/check-runs',
        writing,
        {
          name: report.name,
          head_sha: report.commit,
          external_id: digest,
          ...stateOf(report, whole),
          output: outputOf(report, batches[0] ?? []),
        },
        CheckRunAnswer,
      )
    ).id;
  if (whole && !begun) return;
  const sent = begun?.output.annotations_count ?? annotationsPerCall;
  const missing = batchesOf(report.annotations.slice(sent));
  for (const [index, batch] of (missing.length === 0 ? [[]] : missing).entries())
    await calls.call(
      'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
      writing,
      {
        check_run_id: id,
        ...stateOf(report, index >= missing.length - 1),
        output: outputOf(report, batch),
      },
      CheckRunAnswer,
    );
}

export async function readChecks(
  calls: RepositoryCalls,
  appId: number,
  commit: string,
): Promise<readonly Omit<CheckReport, 'annotations'>[]> {
  const { check_runs: runs } = await calls.call(
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    reading,
    { ref: commit, app_id: appId, filter: 'latest', per_page: 100 },
    CheckRunAnswers,
  );
  return runs.flatMap((run) => checkOf(run)).sort((one, other) => (one.name < other.name ? -1 : 1));
}

async function lastRun(
  calls: RepositoryCalls,
  appId: number,
  { name, commit }: CheckReport,
): Promise<CheckRunAnswer | undefined> {
  const { check_runs: runs } = await calls.call(
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    reading,
    { ref: commit, check_name: name, app_id: appId, filter: 'latest', per_page: 1 },
    CheckRunAnswers,
  );
  return runs[0];
}

const digestOf = (report: CheckReport): string =>
  createHash('sha256').update(canonicalJson(report)).digest('hex');

const stateOf = ({ conclusion }: CheckReport, whole: boolean): object =>
  whole ? { status: 'completed', conclusion: conclusions[conclusion] } : { status: 'in_progress' };

function outputOf({ title, summary }: CheckReport, annotations: readonly CheckAnnotation[]): object {
  return {
    title,
    summary,
    annotations: annotations.map(({ path, line, column, level, title: about, message }) => ({
      path,
      start_line: line,
      end_line: line,
      ...(column === undefined ? {} : { start_column: column, end_column: column }),
      annotation_level: level,
      title: about.slice(0, 255),
      message: message.slice(0, 4_000),
    })),
  };
}

function batchesOf(annotations: readonly CheckAnnotation[]): readonly (readonly CheckAnnotation[])[] {
  const count = Math.ceil(annotations.length / annotationsPerCall);
  return Array.from({ length: count }, (_, batch) =>
    annotations.slice(batch * annotationsPerCall, (batch + 1) * annotationsPerCall),
  );
}

function checkOf({
  name,
  head_sha: commit,
  conclusion,
  output,
}: CheckRunAnswer): readonly Omit<CheckReport, 'annotations'>[] {
  const known = (Object.keys(conclusions) as Conclusion[]).find((key) => conclusions[key] === conclusion);
  if (known === undefined) return [];
  return [{ name, commit, conclusion: known, title: output.title ?? '', summary: output.summary ?? '' }];
}

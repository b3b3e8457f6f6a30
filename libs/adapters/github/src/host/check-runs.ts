import { createHash } from 'node:crypto';
import { canonicalJson } from '@slipway/kernel';
import type { CheckAnnotation, CheckReport, CheckState, ReportedCheck } from '@slipway/ports';
import { CheckRunAnswer, CheckRunAnswers } from './answers.ts';
import type { RepositoryCalls } from './repository-calls.ts';

const reading = { checks: 'read' } as const;
const writing = { checks: 'write' } as const;

/** Annotations that GitHub takes in one call; those of further calls are added. */
const annotationsPerCall = 50;

/** As GitHub says it. */
const states: Readonly<Record<CheckState, { readonly status: string; readonly conclusion?: string }>> = {
  queued: { status: 'queued' },
  'in-progress': { status: 'in_progress' },
  success: { status: 'completed', conclusion: 'success' },
  failure: { status: 'completed', conclusion: 'failure' },
  'action-required': { status: 'completed', conclusion: 'action_required' },
  cancelled: { status: 'completed', conclusion: 'cancelled' },
  skipped: { status: 'completed', conclusion: 'skipped' },
};

/**
 * Reports a check as a check run. A report names itself by its digest: one that is whole already is left alone, and one that
 * a crash has left half is completed by the annotations that are missing. A run that is not completed becomes what the report
 * says, unless it has annotations of another report, which GitHub would keep: then a new run takes its place.
 */
export async function reportCheckRun(
  calls: RepositoryCalls,
  appId: number,
  report: CheckReport,
  again: boolean,
): Promise<void> {
  const digest = digestOf(report);
  const last = await lastRun(calls, appId, report);
  const isSame = last?.external_id === digest;
  if (isSame && !again && isWhole(last, report)) return;
  const isOpen = last !== undefined && last.status !== 'completed';
  let id = isOpen && (isSame || last.output.annotations_count === 0) ? last.id : undefined;
  const sent = isSame && isOpen ? last.output.annotations_count : 0;
  const missing = batchesOf(report.annotations.slice(sent));
  const batches = missing.length === 0 ? [[]] : missing;
  for (const [index, batch] of batches.entries()) {
    const body = {
      ...{ external_id: digest, ...stateOf(report, index === batches.length - 1) },
      ...(report.detailsUrl === undefined ? {} : { details_url: report.detailsUrl }),
      // Those of an earlier report would stay otherwise.
      actions: report.actions ?? [],
      output: outputOf(report, batch),
    };
    ({ id } = await (id === undefined
      ? calls.call(
          'POST /repos/{owner}/{repo}/check-runs',
          writing,
          { name: report.name, head_sha: report.commit, ...body },
          CheckRunAnswer,
        )
      : calls.call(
          'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
          writing,
          { check_run_id: id, ...body },
          CheckRunAnswer,
        )));
  }
}

export async function readChecks(
  calls: RepositoryCalls,
  appId: number,
  commit: string,
): Promise<readonly ReportedCheck[]> {
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

/** Not completed before all annotations are there. */
const stateOf = ({ state }: CheckReport, isLast: boolean): object =>
  isLast || states[state].conclusion === undefined ? states[state] : states['in-progress'];

const isWhole = ({ status, output }: CheckRunAnswer, { state, annotations }: CheckReport): boolean =>
  status === 'completed' ||
  (status === states[state].status && output.annotations_count >= annotations.length);

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

function checkOf(run: CheckRunAnswer): readonly ReportedCheck[] {
  const { name, head_sha: commit, output } = run;
  const known = (Object.keys(states) as CheckState[]).find(
    (each) => states[each].status === run.status && states[each].conclusion === (run.conclusion ?? undefined),
  );
  if (known === undefined) return [];
  return [{ name, commit, state: known, title: output.title ?? '', summary: output.summary ?? '' }];
}

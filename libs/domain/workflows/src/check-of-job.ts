import { redactSecrets } from '@slipway/changes';
import { code, formatDuration, longestRun, plain } from '@slipway/kernel';
import type { WorkflowJob } from '@slipway/resources';
import { gateTable } from './gate-table.ts';
import type { CodeRemark, JobResult } from './job-result.ts';
import { kindOf } from './transition.ts';
import { sentenceOf, type WorkflowEvent } from './workflow-event.ts';
import type { WorkflowJobRun, WorkflowRun } from './workflow-run.ts';

/** A button of a check run. */
export interface CheckAction {
  readonly identifier: string;
  readonly label: string;
  readonly description: string;
}

/** What is said of a job of a workflow beside the commit. */
export interface JobCheck {
  readonly name: string;
  readonly state:
    'queued' | 'in-progress' | 'success' | 'failure' | 'action-required' | 'cancelled' | 'skipped';
  readonly title: string;
  /** Markdown, below 65,000 bytes. */
  readonly summary: string;
  readonly annotations: readonly CodeRemark[];
  readonly actions: readonly CheckAction[];
}

/** Lets code of a fork run. */
export const approveAction: CheckAction = {
  identifier: 'approve',
  label: 'Approve and run',
  description: 'Run the code of this commit',
};

const mostSummary = 20_000;
const mostTitle = 200;
const noResult: JobResult = {};

/** Name of the check of a job: `digits / train`. */
const checkNameOf = (workflow: string, job: string): string => `${workflow} / ${job}`;

/** Workflow and job of a check's name; undefined when it is another one. */
export function jobOfCheck(name: string): { readonly workflow: string; readonly job: string } | undefined {
  const [, workflow, job] = /^([a-z0-9-]+) \/ ([a-z0-9-]+)$/.exec(name) ?? [];
  return workflow === undefined || job === undefined ? undefined : { workflow, job };
}

/** Where people see a preview of the pull request. */
export const previewUrlOf = ({ preview }: WorkflowJob, event: WorkflowEvent): string | undefined =>
  event.name === 'pull_request' ? preview?.url?.replaceAll('{number}', String(event.number)) : undefined;

const states = {
  waiting: 'queued',
  ready: 'queued',
  running: 'in-progress',
  stopping: 'in-progress',
  succeeded: 'success',
  failed: 'failure',
  skipped: 'skipped',
  cancelled: 'cancelled',
} as const satisfies Record<WorkflowJobRun['state'], JobCheck['state']>;

/** What is said of a job as it is now. */
export function checkOfJob(
  workflow: string,
  event: WorkflowEvent,
  run: WorkflowRun,
  spec: WorkflowJob,
  job: WorkflowJobRun,
): JobCheck {
  const needsApproval = run.state === 'waiting-for-approval' && job.state === 'waiting';
  const isUp = spec.preview !== undefined && job.state === 'running';
  const { remarks = [] } = job.result ?? noResult;
  return {
    name: checkNameOf(workflow, job.name),
    state: needsApproval ? 'action-required' : isUp ? 'success' : states[job.state],
    title: titleOf(event, spec, job, needsApproval).slice(0, mostTitle).toWellFormed(),
    summary: summaryOf(event, spec, job, needsApproval),
    annotations: remarks,
    actions: needsApproval ? [approveAction] : [],
  };
}

function titleOf(
  event: WorkflowEvent,
  spec: WorkflowJob,
  job: WorkflowJobRun,
  needsApproval: boolean,
): string {
  if (needsApproval) return 'code of a fork: somebody who may write has to let it run';
  const { result = noResult, reason } = job;
  switch (job.state) {
    case 'waiting':
      return 'waits for other jobs';
    case 'ready':
      return 'about to begin';
    case 'running': {
      const url = previewUrlOf(spec, event);
      return spec.preview ? `up${url === undefined ? '' : ` at ${url}`}` : 'at work';
    }
    case 'stopping':
      return `is stopped: ${reason ?? ''}`;
    case 'succeeded':
      return successOf(result) ?? tookOf(job) ?? 'succeeded';
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return reason ?? job.state;
  }
}

function successOf({ image, version, promotion, gates }: JobResult): string | undefined {
  if (image !== undefined) return image;
  if (promotion) {
    if ('proposal' in promotion) return `${promotion.alias} is proposed by a pull request`;
    return 'change' in promotion ? `${promotion.alias} is moved` : `${promotion.alias} points there already`;
  }
  if (version) return `${version.model}, version ${String(version.version)}`;
  return gates && `${String(gates.length)} of ${String(gates.length)} passed`;
}

function tookOf({ startedAt, endedAt }: WorkflowJobRun): string | undefined {
  if (startedAt === undefined || endedAt === undefined) return undefined;
  const milliseconds = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000) * 1_000;
  return `succeeded in ${formatDuration(Math.max(0, milliseconds))}`;
}

function summaryOf(
  event: WorkflowEvent,
  spec: WorkflowJob,
  job: WorkflowJobRun,
  needsApproval: boolean,
): string {
  const { result = noResult } = job;
  const parts = [
    needsApproval
      ? 'The code comes from a fork. It runs without secrets and without a token once somebody who may write to this repository has approved this very commit; the workflow is that of the branch it goes to.'
      : '',
    facts(event, spec, job, result),
    gateTable(result.gates ?? []),
    metricTable(result.metrics ?? {}),
    result.summary === undefined ? '' : redactSecrets(result.summary, '(removed: a secret)'),
    result.logTail === undefined
      ? ''
      : `End of the log:\n\n${fenced(redactSecrets(result.logTail, '(removed: a secret)'))}`,
  ];
  const text = parts.filter((part) => part !== '').join('\n\n');
  return text.length <= mostSummary
    ? `${text}\n`
    : `${text.slice(0, mostSummary).toWellFormed()}\n\n(the rest is left out)\n`;
}

function facts(event: WorkflowEvent, spec: WorkflowJob, job: WorkflowJobRun, result: JobResult): string {
  const { version, promotion, image, cluster } = result;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['started by', plain(sentenceOf(event))],
    ['does', kindOf(spec)],
    ['attempt', job.attempt > 1 ? String(job.attempt) : undefined],
    ['run', job.run === undefined ? undefined : code(job.run)],
    ['cluster', cluster === undefined ? undefined : code(cluster)],
    ['run of tracking', result.trackingRun === undefined ? undefined : code(result.trackingRun)],
    ['image', image === undefined ? undefined : code(image)],
    ['version', version && `${code(version.model)}, version ${String(version.version)}`],
    ['alias', promotion && aliasText(promotion)],
    ['why', job.reason === undefined ? undefined : plain(job.reason)],
  ];
  const lines = rows.flatMap(([name, value]) => (value === undefined ? [] : [`- ${name}: ${value}`]));
  return lines.join('\n');
}

function aliasText(promotion: NonNullable<JobResult['promotion']>): string {
  const alias = code(promotion.alias);
  if ('change' in promotion) return `${alias}, by change ${code(promotion.change)}`;
  return 'proposal' in promotion
    ? `${alias}, by proposal ${code(promotion.proposal)}`
    : `${alias}, as it was`;
}

function metricTable(metrics: Readonly<Record<string, number>>): string {
  const names = Object.keys(metrics).sort();
  if (names.length === 0) return '';
  const rows = names.map((name) => `| ${code(name)} | ${String(metrics[name])} |`);
  return ['| metric | last value |', '|---|---|', ...rows].join('\n');
}

/** A block of code that nothing within ends. */
function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}text\n${text.replace(/\n+$/, '')}\n${fence}`;
}

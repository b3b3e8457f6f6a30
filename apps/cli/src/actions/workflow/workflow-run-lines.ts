import type { WorkflowJobResult, WorkflowJobRun, WorkflowRun } from '@slipway/contracts';
import { age, shortDuration } from '../../output/ages.ts';
import type { Colours } from '../../output/output.ts';
import { printable } from '../../output/printable.ts';
import { metricText, stateText } from '../../output/run-text.ts';
import { fieldLines, tableLines } from '../../output/table.ts';
import { indented } from '../describe-lines.ts';

/** A run of a workflow with its jobs, and below them what came of those that have a result. */
export function workflowRunLines(run: WorkflowRun, now: Date, colours: Colours): readonly string[] {
  const { id, workflow, state, reason, startedBy, repository, ref, commit, createdAt, endedAt, jobs } = run;
  return [
    ...fieldLines([
      ['Run', String(id)],
      ['Workflow', printable(workflow)],
      ['State', `${stateText(state, colours)}${inBrackets(reason)}`],
      ['Started by', printable(startedBy)],
      ['Repository', printable(repository)],
      ['Ref', printable(ref)],
      ['Commit', commit],
      ['Begun', `${createdAt} (${age(createdAt, now)} ago)`],
      ['Ended', endedAt === undefined ? undefined : `${endedAt} (${age(endedAt, now)} ago)`],
    ]),
    '',
    colours.bold('Jobs'),
    ...indented(
      tableLines(
        ['job', 'does', 'state', 'took', 'attempt', 'reason'],
        jobs.map((job) => [
          job.name,
          job.kind,
          stateText(job.state, colours),
          tookOf(job, now),
          String(job.attempt),
          printable(job.reason ?? ''),
        ]),
      ),
    ),
    ...jobs.flatMap((job) => {
      const lines = resultLines(job, colours);
      return lines.length === 0 ? [] : ['', colours.bold(job.name), ...indented(lines)];
    }),
  ];
}

const inBrackets = (text: string | undefined): string => (text === undefined ? '' : ` (${printable(text)})`);

function tookOf({ startedAt, endedAt }: WorkflowJobRun, now: Date): string {
  if (startedAt === undefined) return '';
  return shortDuration((endedAt === undefined ? now.getTime() : Date.parse(endedAt)) - Date.parse(startedAt));
}

function resultLines({ run, result = {} }: WorkflowJobRun, colours: Colours): readonly string[] {
  const {
    cluster,
    trackingRun,
    image,
    version,
    promotion,
    gates = [],
    metrics = {},
    remarks = [],
    logTail,
  } = result;
  const names = Object.keys(metrics).sort();
  return [
    ...fieldLines([
      ['Run', run && `${printable(run)}${cluster === undefined ? '' : ` on ${printable(cluster)}`}`],
      ['Tracked', trackingRun && printable(trackingRun)],
      ['Image', image && printable(image)],
      ['Version', version && `${printable(version.model)}, version ${String(version.version)}`],
      ['Alias', promotion && printable(aliasText(promotion))],
    ]),
    ...(gates.length === 0
      ? []
      : tableLines(
          ['gate', 'metric', 'value', 'held to'],
          gates.map(({ metric, value, bound, passed }) => [
            passed ? colours.green('passed') : colours.red('failed'),
            printable(metric),
            value === undefined ? 'not reported' : metricText(value),
            printable(bound),
          ]),
        )),
    ...(names.length === 0
      ? []
      : tableLines(
          ['metric', 'value'],
          names.map((name) => [printable(name), metricText(metrics[name] ?? Number.NaN)]),
        )),
    ...remarks.map(({ level, path, line, column, title, message }) =>
      printable(
        `${[path, line, ...(column === undefined ? [] : [column])].join(':')}: ${level}: ${[title, message].filter((text) => text !== '').join(': ')}`,
      ),
    ),
    ...(logTail === undefined ? [] : ['End of the log:', ...indented(lastLines(logTail))]),
  ];
}

const mostLogLines = 20;
const lastLines = (text: string): readonly string[] =>
  text.trimEnd().split('\n').slice(-mostLogLines).map(printable);

function aliasText({ alias, change, proposal }: NonNullable<WorkflowJobResult['promotion']>): string {
  if (change !== undefined) return `${alias}, by change ${change}`;
  return proposal === undefined ? `${alias}, as it was` : `${alias}, by proposal ${proposal}`;
}

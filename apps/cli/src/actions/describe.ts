import {
  changeEndpoints,
  runEndpoints,
  type Client,
  type CommitView,
  type Resource,
  type Run,
} from '@slipway/contracts';
import { chooseTeam } from '../connection/choose-team.ts';
import { connect, findConnection } from '../connection/connect.ts';
import { parseReference, type Reference } from '../input/reference.ts';
import { formatOf, type Invocation } from '../invocation.ts';
import { age, shortBytes, shortDuration } from '../output/ages.ts';
import { writeData } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { metricText, percent, shortCommit, stateText } from '../output/run-text.ts';
import { fieldLines, tableLines } from '../output/table.ts';
import { trackedRunLines } from '../output/tracked-run-lines.ts';
import { indented, writeLines } from './describe-lines.ts';
import { describeModel } from './describe-model.ts';
import { findOne, runTable } from './get.ts';
import { resourceName } from './history.ts';
import { describeStudy } from './study/describe.ts';

/** Everything about one object: its fields, its runs or attempts, and the commits that made it. */
export async function describe(invocation: Invocation, words: readonly string[]): Promise<void> {
  const reference = parseReference(words);
  const { kind, name } = reference;
  if (kind === 'study') return describeStudy(invocation, name);
  const client = await connect(invocation);
  const item = await findOne(invocation, client, kind, name);
  const commits = await commitsOf(invocation, client, reference);
  if ('problems' in item) await describeModel(invocation, client, item, commits);
  else if ('attempts' in item) await describeRun(invocation, item, commits);
  else await describeResource(invocation, client, reference, item, commits);
}

async function commitsOf(
  invocation: Invocation,
  client: Client,
  reference: Reference,
): Promise<readonly CommitView[]> {
  const resource = await resourceName(invocation, client, reference);
  return (
    await client.call(changeEndpoints.history, { query: { resource, limit: 5 }, signal: invocation.signal })
  ).items;
}

async function describeRun(invocation: Invocation, run: Run, commits: readonly CommitView[]): Promise<void> {
  const { out, clock } = invocation;
  const format = formatOf(invocation);
  if (format === 'json' || format === 'yaml') {
    await writeData(out, format, { run, commits });
    return;
  }
  const now = clock.now();
  const took =
    run.startedAt === undefined
      ? undefined
      : shortDuration((run.endedAt ? Date.parse(run.endedAt) : now.getTime()) - Date.parse(run.startedAt));
  const progress =
    run.progress === undefined
      ? undefined
      : `${percent(run.progress)} ${printable(run.progressMessage ?? '')}`.trim();
  const lines = fieldLines([
    ['Run', printable(run.name)],
    ['Team', printable(run.team)],
    ['Job', `${printable(run.job)}, generation ${String(run.generation)}`],
    ['State', stateText(run.state, out.colours)],
    ['Reason', run.reason && printable(run.reason)],
    ['Requested by', printable(run.requestedBy)],
    ['Created', `${run.createdAt} (${age(run.createdAt, now)} ago)`],
    ['Took', took],
    ['Progress', progress],
    ['Retired by', run.retiredBy],
  ]);
  lines.push('', out.colours.bold('Attempts'), ...indented(attemptTable(run, invocation)));
  if (run.metrics.length > 0) {
    const rows = run.metrics.map(({ name, value, step }) => [
      printable(name),
      metricText(value),
      step === undefined ? '' : String(step),
    ]);
    lines.push('', out.colours.bold('Metrics'), ...indented(tableLines(['name', 'latest', 'step'], rows)));
  }
  if (run.artifacts.length > 0) {
    const rows = run.artifacts.map(({ name, attempt, bytes }) => [
      printable(name),
      shortBytes(bytes),
      printable(attempt),
    ]);
    lines.push('', out.colours.bold('Artifacts'), ...indented(tableLines(['name', 'size', 'attempt'], rows)));
  }
  if (run.tracked) {
    const { url } = await findConnection(invocation);
    lines.push('', ...trackedRunLines(run.tracked, url, out.colours));
  }
  await writeLines(invocation, lines, commits);
}

function attemptTable(run: Run, { out, clock }: Invocation): string[] {
  const rows = run.attempts.map((attempt) => [
    String(attempt.epoch),
    stateText(attempt.state, out.colours),
    printable(attempt.cluster),
    attempt.exitCode === undefined ? '' : String(attempt.exitCode),
    shortCommit(attempt.commit),
    age(attempt.createdAt, clock.now()),
    printable(attempt.reason ?? ''),
  ]);
  return tableLines(['epoch', 'state', 'cluster', 'exit', 'commit', 'age', 'reason'], rows);
}

async function describeResource(
  invocation: Invocation,
  client: Client,
  { kind, name }: Reference,
  resource: Resource,
  commits: readonly CommitView[],
): Promise<void> {
  const { out, clock, signal } = invocation;
  const format = formatOf(invocation);
  const { items: runs } =
    kind === 'job'
      ? await client.call(runEndpoints.listRuns, {
          params: { team: await chooseTeam(invocation, client) },
          query: { job: name, limit: 5 },
          signal,
        })
      : { items: [] };
  if (format === 'json' || format === 'yaml') {
    await writeData(out, format, { resource, ...(kind === 'job' ? { runs } : {}), commits });
    return;
  }
  const { stringify } = await import('yaml');
  const { metadata, generation, updatedAt, change, rejection } = resource;
  const lines = fieldLines([
    [resource.kind, printable(metadata.name)],
    ['Team', metadata.team && printable(metadata.team)],
    ['Generation', String(generation)],
    ['Updated', `${updatedAt} (${age(updatedAt, clock.now())} ago) by change ${printable(change)}`],
    ['Rejected', rejection && out.colours.red(printable(rejection))],
  ]);
  lines.push(
    '',
    out.colours.bold('Spec'),
    ...indented(stringify(resource.spec, { lineWidth: 0 }).trimEnd().split('\n')),
  );
  if (kind === 'job') {
    const shown = runs.length === 0 ? ['none'] : runTable(runs, clock.now(), out.colours);
    lines.push('', out.colours.bold('Newest runs'), ...indented(shown));
  }
  await writeLines(invocation, lines, commits);
}

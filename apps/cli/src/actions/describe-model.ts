import { modelEndpoints, type Client, type CommitView, type Lineage, type Model } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import { formatOf, type Invocation } from '../invocation.ts';
import { age } from '../output/ages.ts';
import { writeData } from '../output/format.ts';
import { clipped, printable } from '../output/printable.ts';
import { metricText, shortCommit } from '../output/run-text.ts';
import { fieldLines, tableLines } from '../output/table.ts';
import { indented, writeLines } from './describe-lines.ts';

/** Versions whose lineage is shown. */
const mostLineages = 5;

/** A model: where its aliases point and who moved them, where these versions come from, and its commits. */
export async function describeModel(
  invocation: Invocation,
  client: Client,
  model: Model,
  commits: readonly CommitView[],
): Promise<void> {
  const { out, clock, signal } = invocation;
  const { team, name } = model;
  const lineages: Lineage[] = [];
  for (const version of shownVersions(model)) {
    const asked = client.call(modelEndpoints.lineage, { params: { team, name, version }, signal });
    const lineage = await asked.catch(unlessGone);
    if (lineage) lineages.push(lineage);
  }
  const format = formatOf(invocation);
  if (format === 'json' || format === 'yaml') {
    await writeData(out, format, { model, lineage: lineages, commits });
    return;
  }
  const now = clock.now();
  const lines = fieldLines([
    ['Model', printable(name)],
    ['Team', printable(team)],
    ['Description', clipped(printable(model.description), 200)],
    ['Versions', String(model.lastVersion)],
    ['Created', `${model.createdAt} (${age(model.createdAt, now)} ago)`],
    ['Updated', `${model.updatedAt} (${age(model.updatedAt, now)} ago)`],
    ['Tags', clipped(pairs(model.tags), 200)],
    ['File', printable(model.path)],
  ]);
  if (model.problems.length > 0) {
    const shown = model.problems.map(({ at, message }) => `${at}  ${printable(message)}`);
    lines.push('', out.colours.red('Problems'), ...indented(shown));
  }
  lines.push('', out.colours.bold('Aliases'), ...indented(aliasLines(model, now)));
  for (const lineage of lineages)
    lines.push('', out.colours.bold(headingOf(model, lineage)), ...indented(lineageLines(lineage)));
  await writeLines(invocation, lines, commits);
}

/** What aliases point to, newest first; when none points anywhere, the newest version. */
function shownVersions({ aliases, lastVersion }: Model): readonly number[] {
  const aliased = [...new Set(aliases.map(({ version }) => version))].sort((left, right) => right - left);
  if (aliased.length > 0) return aliased.slice(0, mostLineages);
  return lastVersion === 0 ? [] : [lastVersion];
}

/** The newest version may have been deleted. */
function unlessGone(error: unknown): undefined {
  if (!(error instanceof NotFoundError)) throw error;
}

function aliasLines({ aliases }: Model, now: Date): string[] {
  if (aliases.length === 0) return ['none'];
  return tableLines(
    ['alias', 'version', 'since', 'by', 'commit', 'reason'],
    aliases.map((alias) => [
      `${printable(alias.alias)}${alias.protected ? ' (protected)' : ''}`,
      String(alias.version),
      `${age(alias.since, now)} ago`,
      printable(alias.by),
      shortCommit(alias.commit),
      clipped(printable(alias.reason ?? ''), 60),
    ]),
  );
}

function headingOf({ aliases }: Model, { version }: Lineage): string {
  const names = aliases.filter((alias) => alias.version === version).map(({ alias }) => printable(alias));
  return `Version ${String(version)}${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
}

function lineageLines({ createdAt, source, stage, run, code, image, job }: Lineage): string[] {
  return fieldLines([
    ['Created', createdAt],
    ['Stage', stage === 'None' ? undefined : stage],
    ['Files', printable(source)],
    ['Run', run && `${printable(run.name)} (${printable(run.id)}), ${run.status.toLowerCase()}`],
    ['Parameters', run && clipped(pairs(run.params), 200)],
    ['Metrics', run && clipped(pairs(run.metrics), 200)],
    ['Data', run?.datasets.map(datasetText).join(', ')],
    ['Code', code && [code.commit, code.repository ?? ''].map(printable).join(' ').trim()],
    ['Image', image && printable(image)],
    ['Job', job && `job/${printable(job.name)}${job.run === undefined ? '' : `, run/${printable(job.run)}`}`],
  ]);
}

function datasetText({ name, digest, context }: NonNullable<Lineage['run']>['datasets'][number]): string {
  return `${printable(name)} ${printable(digest)}${context === undefined ? '' : ` (${printable(context)})`}`;
}

function pairs(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(
      ([key, value]) =>
        `${printable(key)}=${typeof value === 'number' ? metricText(value) : printable(value)}`,
    )
    .join(' ');
}

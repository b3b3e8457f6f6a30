import { chooseTeam } from '../connection/choose-team.ts';
import { connect, findConnection } from '../connection/connect.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { copyExperiments } from '../import/copy-experiments.ts';
import { copyModels } from '../import/copy-models.ts';
import { importParts, type ImportContext, type ImportPart } from '../import/import-context.ts';
import { MlflowServer } from '../import/mlflow-server.ts';
import { counted, Tally } from '../import/tally.ts';
import { sourceAuthorization } from '../import/source-authorization.ts';
import { formatOf, type Invocation } from '../invocation.ts';
import { writeData } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { progressLine } from '../output/progress-line.ts';
import { tableLines } from '../output/table.ts';
import { UnavailableError } from '@slipway/kernel';

export interface ImportOptions {
  /** Tracking URI of the MLflow server. */
  readonly from: string;
  readonly include?: readonly ImportPart[];
  readonly resume?: boolean;
  readonly dryRun?: boolean;
}

/**
 * Copies what an MLflow server has into the team's registry, compares it with what is there then, and shows the figures.
 * The exit code is 1 when something is missing or differs.
 */
export async function importRegistry(
  invocation: Invocation,
  { from, include, resume = false, dryRun = false }: ImportOptions,
): Promise<ExitCode> {
  const { out, err, signal, env } = invocation;
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const { url, token } = await findConnection(invocation);
  const tally = new Tally();
  const progress = progressLine(err, invocation.clock);
  const context: ImportContext = {
    source: new MlflowServer({ url: from, authorization: sourceAuthorization(env), signal }),
    target: new MlflowServer({
      url: `${url.replace(/\/+$/, '')}/teams/${team}`,
      authorization: token === undefined ? undefined : `Bearer ${token}`,
      signal,
    }),
    client,
    team,
    parts: new Set(include ?? importParts),
    dryRun,
    resume,
    tally,
    signal,
    onProgress: () => {
      const { runs, artifacts } = tally.counts;
      const points = tally.counts['metric points'];
      progress.show(
        `${String(runs.source)} runs, ${String(points.source)} metric points, ${String(artifacts.source)} artifacts, ${String(tally.failed)} failures`,
      );
    },
  };
  await checkSource(context.source);
  if (context.parts.has('experiments')) await copyExperiments(context);
  if (context.parts.has('models')) await copyModels(context);
  progress.end();
  await report(invocation, tally, { from: context.source.url, dryRun });
  if (!dryRun && !tally.isWhole)
    await err.line('the import is not whole: see the failures, and run the same command again');
  await out.write('');
  return dryRun || tally.isWhole ? exitCodes.ok : exitCodes.different;
}

async function checkSource(source: MlflowServer): Promise<void> {
  if ((await source.post('experiments/search', { max_results: 1 })) === undefined)
    throw new UnavailableError(
      `${source.url} has no MLflow API: --from takes the tracking URI of an MLflow server, such as http://mlflow.example:5000`,
    );
}

async function report(
  invocation: Invocation,
  { counts, failures, failed, skipped }: Tally,
  { from, dryRun }: { readonly from: string; readonly dryRun: boolean },
): Promise<void> {
  const { out, err } = invocation;
  const format = formatOf(invocation);
  if (format === 'json' || format === 'yaml') {
    const items = counted.map((what) => ({ what, ...counts[what] }));
    await writeData(out, format, { from, dryRun, items, skippedRuns: skipped, failed, failures });
    return;
  }
  const columns = dryRun ? (['source'] as const) : (['source', 'copied', 'verified'] as const);
  const rows = counted.map((what) => [what, ...columns.map((column) => String(counts[what][column]))]);
  for (const line of tableLines(['', ...columns], rows)) await out.line(line);
  if (skipped > 0)
    await err.line(`${String(skipped)} runs were there from a former import and were passed over`);
  for (const failure of failures) await err.line(printable(failure));
  if (failed > failures.length) await err.line(`and ${String(failed - failures.length)} failures more`);
}

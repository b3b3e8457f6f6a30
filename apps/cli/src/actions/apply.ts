import { resourceEndpoints, type AppliedResource, type ApplyResponse, type Client } from '@slipway/contracts';
import { connect } from '../connection/connect.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { readResources } from '../input/read-resources.ts';
import { formatOf, type Invocation } from '../invocation.ts';
import { writeData } from '../output/format.ts';
import { printable } from '../output/printable.ts';
import { shortCommit } from '../output/run-text.ts';
import { tableLines } from '../output/table.ts';
import { finishRuns, type FinishOptions } from './finish-runs.ts';
import { movedProposal, proposalText } from './proposals/moved-proposal.ts';
import { settledChange } from './settled-change.ts';

export interface ApplyOptions extends FinishOptions {
  readonly file: readonly string[];
  readonly dryRun?: boolean;
  readonly run?: 'always' | 'never';
  readonly reason?: string;
}

/** Makes resources desired state: checks them here, sends them to the server, and waits for the commits and runs when asked to. */
export async function apply(invocation: Invocation, options: ApplyOptions): Promise<ExitCode> {
  const { documents, files } = await readResources(invocation, options.file);
  const client = await connect(invocation);
  const { reason, dryRun = false, run = 'when-changed' } = options;
  const response = await client.call(resourceEndpoints.apply, {
    body: {
      documents: documents.map(({ file, text }) => ({ file, text })),
      files: [...files],
      dryRun,
      run,
      ...(reason === undefined ? {} : { reason }),
    },
    signal: invocation.signal,
  });
  await showApplied(invocation, response, dryRun);
  if (dryRun || (options.wait !== true && options.watch !== true)) return exitCodes.ok;
  const committed = await waitForCommits(invocation, client, response.resources);
  if (committed !== exitCodes.ok) return committed;
  const runs = response.resources.flatMap(({ team, run: started }) =>
    team !== undefined && started !== undefined ? [{ team, run: started }] : [],
  );
  return finishRuns(invocation, client, runs, options);
}

async function showApplied(
  { out, ...invocation }: Invocation,
  response: ApplyResponse,
  dryRun: boolean,
): Promise<void> {
  const format = formatOf({ out, ...invocation });
  if (format === 'name') {
    for (const resource of response.resources) await out.line(nameOf(resource));
  } else if (format !== 'table') {
    await writeData(out, format, response);
  } else {
    const paint = {
      created: out.colours.green,
      updated: out.colours.yellow,
      unchanged: out.colours.dim,
      proposed: out.colours.cyan,
    };
    const rows = response.resources.map((resource) => [
      nameOf(resource),
      paint[resource.action](
        dryRun && resource.action !== 'unchanged' ? `would be ${resource.action}` : resource.action,
      ),
      resource.run === undefined ? '' : `run/${printable(resource.run)}`,
      referenceOf(resource),
    ]);
    for (const line of tableLines(['', '', '', ''], rows).slice(1)) await out.line(line);
  }
}

function referenceOf({ change, proposal, paths }: AppliedResource): string {
  if (change !== undefined) return `change ${printable(change)}`;
  return proposal === undefined ? printable(paths.join(' ')) : `proposal ${printable(proposal)}`;
}

function nameOf({ kind, name }: AppliedResource): string {
  return printable(`${kind.toLowerCase()}/${name}`);
}

/** Tells what became of each change, and which pull request a proposal has. A rejected one makes the command fail. */
async function waitForCommits(
  { err, signal }: Invocation,
  client: Client,
  resources: readonly AppliedResource[],
): Promise<ExitCode> {
  let rejected = false;
  for (const resource of resources) {
    const team = resource.team ?? '-';
    if (resource.proposal !== undefined) {
      const proposal = await movedProposal(client, team, resource.proposal, signal);
      rejected ||= proposal.state === 'rejected';
      await err.line(`${nameOf(resource)} ${proposalText(proposal)}`);
    }
    if (resource.change === undefined) continue;
    const change = await settledChange(client, team, resource.change, signal);
    rejected ||= change.state === 'rejected';
    const outcome =
      change.state === 'rejected'
        ? err.colours.red(`rejected: ${printable(change.rejection ?? '')}`)
        : `${change.state} ${shortCommit(change.commit)}`;
    await err.line(`${nameOf(resource)} ${outcome.trim()}`);
  }
  return rejected ? exitCodes.conflict : exitCodes.ok;
}

import { workflowRunEndpoints, type WorkflowRun } from '@slipway/contracts';
import { isFinalWorkflowRun } from '@slipway/workflows';
import { chooseTeam } from '../../connection/choose-team.ts';
import { connect } from '../../connection/connect.ts';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { writeData } from '../../output/format.ts';
import { watchWorkflowRun } from './watch-workflow-run.ts';
import { workflowRunLines } from './workflow-run-lines.ts';

/** Shows a run of a workflow; with `watch` when it has ended, and the exit code is 1 when it did not succeed. */
export async function showWorkflowRun(
  invocation: Invocation,
  id: number,
  { watch = false }: { readonly watch?: boolean },
): Promise<ExitCode> {
  const client = await connect(invocation);
  const params = { team: await chooseTeam(invocation, client), id };
  if (watch) return writeEnded(invocation, await watchWorkflowRun(invocation, client, params));
  const { signal } = invocation;
  await writeRun(invocation, await client.call(workflowRunEndpoints.getWorkflowRun, { params, signal }));
  return exitCodes.ok;
}

/** Writes a run that was waited for. */
export async function writeEnded(invocation: Invocation, run: WorkflowRun): Promise<ExitCode> {
  if (formatOf(invocation) === 'table') await invocation.out.line();
  await writeRun(invocation, run);
  return isFinalWorkflowRun(run) && run.state !== 'succeeded' ? exitCodes.different : exitCodes.ok;
}

async function writeRun(invocation: Invocation, run: WorkflowRun): Promise<void> {
  const { out, clock } = invocation;
  const format = formatOf(invocation);
  if (format === 'name') await out.line(String(run.id));
  else if (format !== 'table') await writeData(out, format, run);
  else for (const line of workflowRunLines(run, clock.now(), out.colours)) await out.line(line);
}

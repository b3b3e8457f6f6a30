import { workflowRunEndpoints, type Client, type WorkflowRun } from '@slipway/contracts';
import { chooseTeam } from '../../connection/choose-team.ts';
import { connect } from '../../connection/connect.ts';
import type { Invocation } from '../../invocation.ts';
import { stateText } from '../../output/run-text.ts';
import { showOne } from '../show-one.ts';

interface Call {
  readonly params: { readonly team: string; readonly id: number };
  readonly signal: AbortSignal;
}

/** What can be done to a run of a workflow. */
export type WorkflowChange = (client: Client, call: Call) => Promise<WorkflowRun>;

export const cancelling: WorkflowChange = (client, call) =>
  client.call(workflowRunEndpoints.cancelWorkflowRun, call);

export const approving: WorkflowChange = (client, call) =>
  client.call(workflowRunEndpoints.approveWorkflowRun, call);

export const rerunning =
  (job: string | undefined): WorkflowChange =>
  (client, call) =>
    client.call(workflowRunEndpoints.rerunWorkflowRun, { ...call, body: job === undefined ? {} : { job } });

/** Does something to a run of a workflow, and tells how the run is then. */
export async function changeWorkflowRun(
  invocation: Invocation,
  id: number,
  change: WorkflowChange,
): Promise<void> {
  const { signal, out } = invocation;
  const client = await connect(invocation);
  const team = await chooseTeam(invocation, client);
  const run = await change(client, { params: { team, id }, signal });
  await showOne(invocation, `workflow-run/${String(id)}`, stateText(run.state, out.colours), run);
}

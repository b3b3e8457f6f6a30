import { workflowRunEndpoints, type Client, type WorkflowRun } from '@slipway/contracts';
import { isFinalJob, isFinalWorkflowRun } from '@slipway/workflows';
import { persistently } from '../../connection/persistently.ts';
import { formatOf, type Invocation } from '../../invocation.ts';
import { printable } from '../../output/printable.ts';
import { stateText } from '../../output/run-text.ts';

/** Milliseconds between looks. */
const pause = 2_000;

/** The run when it has ended and nothing of it runs any more; on the way, people are told how its jobs move on. */
export async function watchWorkflowRun(
  invocation: Invocation,
  client: Client,
  params: { readonly team: string; readonly id: number },
): Promise<WorkflowRun> {
  const { out, clock, signal } = invocation;
  const isTold = formatOf(invocation) === 'table';
  const told = new Map<string, string>();
  for (;;) {
    const run = await persistently(invocation, () =>
      client.call(workflowRunEndpoints.getWorkflowRun, { params, signal }),
    );
    for (const { key, name, state, reason } of [
      { key: '', name: run.workflow, state: run.state, reason: hintOf(run) },
      ...run.jobs.filter(({ state }) => state !== 'waiting').map((job) => ({ ...job, key: job.name })),
    ]) {
      if (!isTold || told.get(key) === state) continue;
      told.set(key, state);
      const why = reason === undefined ? '' : `  ${printable(reason)}`;
      const time = clock.now().toISOString().slice(11, 19);
      await out.line(`${time}  ${printable(name)}  ${stateText(state, out.colours)}${why}`);
    }
    if (isFinalWorkflowRun(run) && run.jobs.every(isFinalJob)) return run;
    await clock.sleep(pause, signal);
    signal.throwIfAborted();
  }
}

const hintOf = ({ state, id, reason }: WorkflowRun): string | undefined =>
  state === 'waiting-for-approval'
    ? `a maintainer lets it run by: slipway workflow approve ${String(id)}`
    : reason;

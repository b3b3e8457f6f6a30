import { workflowRunEndpoints, type WorkflowRun } from '@slipway/contracts';
import { ConflictError, InvalidInputError, NotFoundError, type Clock } from '@slipway/kernel';
import type { WorkflowRunRecord, WorkflowStore } from '@slipway/ports';
import { route, type Route } from '@slipway/service';
import { advanceWorkflow, type WorkflowInput } from '@slipway/workflows';
import { startByHand } from './start-by-hand.ts';
import { workflowRunSummary, workflowRunView } from './workflow-view.ts';

export interface WorkflowRoutesDeps {
  readonly workflows: WorkflowStore;
  readonly clock: Clock;
}

interface Address {
  readonly team: string;
  readonly id: number;
}

/** Another team's run is as good as none: not even its existence is told. */
function found(record: WorkflowRunRecord | undefined, { team, id }: Address): WorkflowRunRecord {
  if (record?.team === team) return record;
  throw new NotFoundError(`team ${team} has no run of a workflow ${String(id)}`, {
    details: { team, workflowRun: id },
  });
}

export function workflowRoutes(deps: WorkflowRoutesDeps): readonly Route[] {
  const { workflows, clock } = deps;

  /** @param check throws when the input is out of place for the run as it is */
  const advance = (
    address: Address,
    input: WorkflowInput,
    check: (record: WorkflowRunRecord, isChanged: boolean) => void = () => undefined,
  ): Promise<WorkflowRun> =>
    workflows.transaction(async (statements) => {
      const record = found(await statements.lock(address.id), address);
      const run = advanceWorkflow(record, record.run, input);
      const isChanged = run !== record.run;
      check(record, isChanged);
      if (!isChanged) return workflowRunView(record);
      await statements.save({ ...record, run }, clock.now());
      return workflowRunView(found(await statements.lock(address.id), address));
    });

  return [
    route(
      workflowRunEndpoints.listWorkflowRuns,
      async ({ params: { team }, query: { limit, cursor, ...filter } }) => {
        const after = cursor === undefined ? undefined : idOf(cursor);
        const page = await workflows.list(team, filter, { after, limit: limit + 1 });
        const items = page.slice(0, limit);
        const last = items.at(-1);
        return {
          items: items.map(workflowRunSummary),
          ...(page.length > limit && last ? { cursor: String(last.id) } : {}),
        };
      },
    ),
    route(
      workflowRunEndpoints.startWorkflowRun,
      async ({ params: { team }, body: { workflow: text, ...body }, principal }) =>
        workflowRunView(await startByHand(deps, { ...body, team, text, by: principal.name })),
    ),
    route(workflowRunEndpoints.getWorkflowRun, async ({ params }) =>
      workflowRunView(found(await workflows.find(params.team, params.id), params)),
    ),
    route(workflowRunEndpoints.cancelWorkflowRun, ({ params, principal }) =>
      advance(params, { kind: 'cancelled', reason: `cancelled by ${principal.name}` }),
    ),
    route(workflowRunEndpoints.rerunWorkflowRun, ({ params, body: { job }, principal }) =>
      advance(params, { kind: 'rerun', job, by: principal.name }, ({ run, workflow }, isChanged) => {
        if (job !== undefined && !run.jobs.some(({ name }) => name === job))
          throw new NotFoundError(`the workflow ${workflow.metadata.name} has no job ${job}`);
        if (!isChanged)
          throw new ConflictError(
            `nothing of run ${String(params.id)} can be run again now: ${job === undefined ? 'no job has ended without success' : `${job} has not ended, or is left out after such an event`}, or what needs it is still at work`,
          );
      }),
    ),
    route(workflowRunEndpoints.approveWorkflowRun, ({ params, principal }) =>
      advance(params, { kind: 'approved', by: principal.name }, ({ run: { state } }, isChanged) => {
        if (!isChanged)
          throw new ConflictError(`run ${String(params.id)} does not wait for approval: it is ${state}`);
      }),
    ),
  ];
}

function idOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new InvalidInputError('this is no cursor of a list of runs of workflows');
}

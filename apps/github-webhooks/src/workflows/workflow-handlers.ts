import type { DeliveryAddress } from '@slipway/deliveries';
import type { GitHost } from '@slipway/ports';
import { approveAction, jobOfCheck, type WorkflowInput } from '@slipway/workflows';
import { z } from 'zod';
import type { DeliveryHandler, Handled, HandlingContext } from '../handling/handler.ts';
import { moveWorkflowRun } from './move-workflow-run.ts';
import { startWorkflows } from './start-workflows.ts';
import type { WorkflowDeps } from './workflow-deps.ts';

/** Actions from which something follows for workflows, by event; of events without actions any. */
const actions: Readonly<Record<string, readonly string[] | undefined>> = {
  push: undefined,
  pull_request: ['opened', 'synchronize', 'reopened', 'closed'],
  check_run: ['rerequested', 'requested_action'],
  check_suite: ['rerequested'],
};

const PushPayload = z.object({ before: z.string().optional(), deleted: z.boolean().optional() });
const Pressed = z.object({
  sender: z.object({ login: z.string().max(200) }),
  check_run: z.object({ name: z.string().max(500) }).optional(),
  requested_action: z.object({ identifier: z.string().max(100) }).optional(),
});

/** Runs of a commit that are looked at. */
const mostRuns = 100;

/** What happens to repositories of teams starts, stops and repeats their workflows. */
export function workflowHandlers(deps: WorkflowDeps): readonly DeliveryHandler[] {
  const reasonToIgnore = ({ event, action }: DeliveryAddress): string | undefined => {
    const wanted = actions[event];
    return wanted === undefined || wanted.includes(action ?? '')
      ? undefined
      : `nothing follows from ${event} ${action ?? 'without an action'} for workflows`;
  };
  const of = (
    event: string,
    handle: (address: Named, context: HandlingContext) => Promise<Handled>,
  ): DeliveryHandler => ({
    event,
    reasonToIgnore,
    handle: async ({ repository: given, ...address }, context) => {
      if (given === undefined) return { kind: 'ignored', reason: 'it names no repository' };
      const repository = given.toLowerCase();
      const teams = await deps.repositories.teamsOf(repository);
      if (teams.length === 0) return { kind: 'ignored', reason: `no team has the repository ${repository}` };
      return handle({ ...address, repository, teams }, context);
    },
  });
  return [
    of('push', (address, context) => handlePush(deps, address, context)),
    of('pull_request', (address) => handlePullRequest(deps, address)),
    of('check_run', (address, context) => handleButton(deps, address, context)),
    of('check_suite', (address, context) => handleButton(deps, address, context)),
  ];
}

type Named = Pick<DeliveryAddress, 'action' | 'number' | 'ref' | 'commit'> & {
  /** Of the delivery; the same when it is sent again. */
  readonly id: string;
  readonly repository: string;
  /** That have it now. */
  readonly teams: readonly string[];
};

async function handlePush(
  deps: WorkflowDeps,
  { repository, ref, commit }: Named,
  { payload }: HandlingContext,
): Promise<Handled> {
  const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/.exec(ref ?? '') ?? [];
  if (
    kind === undefined ||
    name === undefined ||
    ref === undefined ||
    commit === undefined ||
    /^0+$/.test(commit)
  )
    return { kind: 'ignored', reason: 'it is no branch and no tag that points to something' };
  const tip = await deps.hostOf(repository).refCommit(ref);
  if (tip === undefined) return { kind: 'ignored', reason: `${ref} is gone` };
  // A branch may have moved on, and an annotated tag is not its commit. What this push has changed is in the tip too, but not
  // in what the delivery of the tip says was changed: so each starts what it has changed, of the tip, which begins once.
  const before = PushPayload.safeParse(await payload()).data?.before;
  const event =
    kind === 'heads'
      ? ({ name: 'push', branch: name, commit: tip } as const)
      : ({ name: 'tag', tag: name, commit: tip } as const);
  return { kind: 'handled', reason: await startWorkflows(deps, { repository, event, before }) };
}

async function handlePullRequest(
  deps: WorkflowDeps,
  { id, action, repository, number }: Named,
): Promise<Handled> {
  if (number === undefined) return { kind: 'ignored', reason: 'it names no pull request' };
  const pull = await deps.hostOf(repository).pullRequest(number);
  if (pull.state !== 'open') {
    const reason = `pull request #${String(number)} is ${pull.state}`;
    const { workflows, clock } = deps;
    const stopped = await workflows.transaction(async (statements) => {
      let count = 0;
      for (const record of await statements.lockPullRequest(repository, number))
        if (await moveWorkflowRun(statements, record, [{ kind: 'cancelled', reason }], clock.now()))
          count += 1;
      return count;
    });
    return { kind: 'handled', reason: `${reason}; ${String(stopped)} of its workflows were stopped` };
  }
  const { author, base, head, fromFork } = pull;
  const { branch, commit } = head;
  const event = { name: 'pull_request', number, base, branch, author, fromFork, commit } as const;
  await leaveOlderCommits(deps, repository, number, commit);
  // Its end has stopped what the same commit had started.
  const again = action === 'reopened' ? id : undefined;
  return { kind: 'handled', reason: await startWorkflows(deps, { repository, event, again }) };
}

/** What waits for approval for an older commit of a pull request is not asked for any more, and its previews end. */
function leaveOlderCommits(
  { workflows, clock }: WorkflowDeps,
  repository: string,
  number: number,
  commit: string,
): Promise<void> {
  const reason = `commit ${commit.slice(0, 12)} took its place`;
  return workflows.transaction(async (statements) => {
    for (const record of await statements.lockPullRequest(repository, number)) {
      if (record.event.commit === commit) continue;
      const { workflow, run } = record;
      const inputs: readonly WorkflowInput[] =
        run.state === 'waiting-for-approval'
          ? [{ kind: 'cancelled', reason }]
          : workflow.spec.jobs.flatMap(({ name: job, preview }) =>
              preview ? [{ kind: 'job-stopped', job, reason } as const] : [],
            );
      await moveWorkflowRun(statements, record, inputs, clock.now());
    }
  });
}

/** Somebody has pressed a button beside a check: to run it again, or to let code of a fork run. */
async function handleButton(
  deps: WorkflowDeps,
  { repository, teams, commit, action }: Named,
  { payload }: HandlingContext,
): Promise<Handled> {
  const pressed = Pressed.safeParse(await payload());
  if (!pressed.success || commit === undefined) return { kind: 'ignored', reason: 'it names no check' };
  const { sender, check_run: check, requested_action: asked } = pressed.data;
  const by = sender.login;
  const job = check && jobOfCheck(check.name);
  if (check && !job) return { kind: 'ignored', reason: `${check.name} is no job of a workflow` };
  const isApproval = action === 'requested_action';
  if (isApproval && asked?.identifier !== approveAction.identifier)
    return { kind: 'ignored', reason: 'it is no button of a workflow' };
  if (!(await mayWrite(deps.hostOf(repository), by)))
    return { kind: 'handled', reason: `${by} may not write to ${repository}: nothing was done` };
  const input: WorkflowInput = isApproval ? { kind: 'approved', by } : { kind: 'rerun', by, job: job?.job };
  const { workflows, clock } = deps;
  const runs = await workflows.list(
    undefined,
    { repository, commit, workflow: job?.workflow, isOnGitHub: true },
    { after: undefined, limit: mostRuns },
  );
  // Of each workflow the newest run of the commit is meant.
  const newest = [...new Map(runs.toReversed().map((run) => [run.workflow.metadata.name, run])).values()];
  const moved: number[] = [];
  // What a team that gave the repository up has begun, it does not run any more.
  for (const { id } of newest.filter(({ team }) => teams.includes(team)))
    await workflows.transaction(async (statements) => {
      const record = await statements.lock(id);
      if (record && (await moveWorkflowRun(statements, record, [input], clock.now()))) moved.push(id);
    });
  const what = isApproval ? 'approved' : 'run again';
  return moved.length === 0
    ? { kind: 'ignored', reason: 'there is nothing to be done for it now' }
    : { kind: 'handled', reason: `${by}: ${what}, runs ${moved.join(', ')}` };
}

async function mayWrite(host: GitHost, user: string): Promise<boolean> {
  const permission = await host.permission(user);
  return permission === 'write' || permission === 'admin';
}

import { changeEndpoints, type ChangeView, type CommitView } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import type { CommitSummary, FoundChange } from '@slipway/ports';
import { route, type Route } from '@slipway/service';
import { wakeKeys, type CommitterContext } from '../context.ts';
import { requireRight, resourcePaths } from './resource-address.ts';

/** Milliseconds that an answer is held for an outcome, and between looks without a wake-up. */
const longestWait = 30_000;
const patience = 2_000;

export function changeRoutes(context: CommitterContext): readonly Route[] {
  return [
    route(changeEndpoints.getChange, async ({ params: { team, change }, query: { wait }, signal }) =>
      changeView(await (wait ? findSettled(context, team, change, signal) : find(context, team, change))),
    ),
    route(changeEndpoints.history, async ({ query: { resource, limit }, principal }) => {
      requireRight(principal, resource);
      const items = await context.branch.history({ resource, paths: resourcePaths(resource), limit });
      return { items: items.map(commitView) };
    }),
  ];
}

/** Changes of the platform itself have no team: they are found under `-`, which only administrators may read. */
async function find({ reader }: CommitterContext, team: string, id: string): Promise<FoundChange> {
  const found = await reader.find(id);
  // Another team's change is as good as none: not even its existence is told.
  if (!found || (found.change.team ?? '-') !== team) {
    throw new NotFoundError(`team ${team} has no change ${id}`, { details: { team, change: id } });
  }
  return found;
}

async function findSettled(
  context: CommitterContext,
  team: string,
  id: string,
  signal: AbortSignal,
): Promise<FoundChange> {
  const { wakes, clock } = context;
  const until = clock.now().getTime() + longestWait;
  const watch = wakes.watch(wakeKeys.settled);
  try {
    for (;;) {
      watch.look();
      const found = await find(context, team, id);
      const left = until - clock.now().getTime();
      if (found.record.state !== 'accepted' || left <= 0 || signal.aborted) return found;
      await watch.wait(Math.min(patience, left), signal);
    }
  } finally {
    watch.close();
  }
}

function changeView({ change, record, settledAt }: FoundChange): ChangeView {
  return {
    id: change.id,
    state: record.state,
    resource: change.resource,
    subject: change.subject,
    requestedBy: change.requestedBy,
    reason: change.reason,
    acceptedAt: change.acceptedAt.toISOString(),
    settledAt: settledAt?.toISOString(),
    commit: record.commit,
    rejection: record.reason,
    paths: change.operations.map(({ path }) => path),
  };
}

function commitView(commit: CommitSummary): CommitView {
  return { ...commit, at: commit.at.toISOString() };
}

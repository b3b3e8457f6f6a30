import { proposalEndpoints, type ProposalView } from '@slipway/contracts';
import { NotFoundError, type Clock } from '@slipway/kernel';
import type { ProposalRecord, ProposalStore } from '@slipway/ports';
import { route, type Route, type Wakes } from '@slipway/service';

export interface ProposalRoutesDeps {
  readonly proposals: ProposalStore;
  readonly clock: Clock;
  /** Woken when a proposal has moved on. */
  readonly wakes: Wakes;
}

/** Key of the wake-ups. */
export const proposalsMoved = 'proposals';

/** Milliseconds that an answer is held, and between looks without a wake-up. */
const longestWait = 30_000;
const patience = 1_000;

export function proposalRoutes({ proposals, clock, wakes }: ProposalRoutesDeps): readonly Route[] {
  /** Another team's proposal is as good as none: not even its existence is told. */
  const find = async (team: string, id: string): Promise<ProposalRecord> => {
    const found = await proposals.find(id);
    if (!found || (found.team ?? noTeam) !== team)
      throw new NotFoundError(`team ${team} has no proposal ${id}`, { details: { team, proposal: id } });
    return found;
  };

  const findMoved = async (team: string, id: string, signal: AbortSignal): Promise<ProposalRecord> => {
    const until = clock.now().getTime() + longestWait;
    const watch = wakes.watch(proposalsMoved);
    try {
      for (;;) {
        watch.look();
        const found = await find(team, id);
        const left = until - clock.now().getTime();
        if (found.state !== 'accepted' || left <= 0 || signal.aborted) return found;
        await watch.wait(Math.min(patience, left), signal);
      }
    } finally {
      watch.close();
    }
  };

  return [
    route(proposalEndpoints.listProposals, async ({ params: { team }, query: { limit, cursor, state } }) => {
      const of = team === noTeam ? undefined : team;
      const page = await proposals.list(of, { state }, { after: cursor, limit: limit + 1 });
      const items = page.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map(viewOf),
        ...(page.length > limit && last ? { cursor: last.id } : {}),
      };
    }),
    route(proposalEndpoints.getProposal, async ({ params: { team, proposal }, query: { wait }, signal }) =>
      viewOf(await (wait ? findMoved(team, proposal, signal) : find(team, proposal))),
    ),
  ];
}

/** Stands for the team of proposals that are on no team's account. */
const noTeam = '-';

function viewOf(record: ProposalRecord): ProposalView {
  const { id, state, subject, resource, requestedBy, reason, autoMerge, number, url, note } = record;
  return {
    ...{ id, state, subject, resource, requestedBy, reason, autoMerge, number, url, note },
    paths: record.operations.map(({ path }) => path),
    acceptedAt: record.acceptedAt.toISOString(),
    settledAt: record.settledAt?.toISOString(),
  };
}

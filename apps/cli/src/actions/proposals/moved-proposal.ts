import { proposalEndpoints, type Client, type ProposalView } from '@slipway/contracts';
import { printable } from '../../output/printable.ts';

/** Waits until a proposal has a pull request, or has come to an end. `team` is `-` for one without a team. */
export async function movedProposal(
  client: Client,
  team: string,
  proposal: string,
  signal: AbortSignal,
): Promise<ProposalView> {
  for (;;) {
    const view = await client.call(proposalEndpoints.getProposal, {
      params: { team, proposal },
      query: { wait: true },
      signal,
    });
    if (view.state !== 'accepted') return view;
  }
}

/** `open as pull request #7 https://…`, or how it ended and why. */
export function proposalText({ state, number, url, note }: ProposalView): string {
  const pull =
    number === undefined
      ? []
      : [
          state === 'open' ? 'as' : 'was',
          `pull request #${String(number)}`,
          ...(url === undefined ? [] : [url]),
        ];
  return printable([state, ...pull, ...(note === undefined ? [] : [`(${note})`])].join(' '));
}

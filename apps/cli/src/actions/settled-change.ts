import { changeEndpoints, type ChangeView, type Client } from '@slipway/contracts';

/** Waits until a change has its outcome: a commit, no effect, or a rejection. `team` is `-` for a change without one. */
export async function settledChange(
  client: Client,
  team: string,
  change: string,
  signal: AbortSignal,
): Promise<ChangeView> {
  for (;;) {
    const view = await client.call(changeEndpoints.getChange, {
      params: { team, change },
      query: { wait: true },
      signal,
    });
    if (view.state !== 'accepted') return view;
  }
}

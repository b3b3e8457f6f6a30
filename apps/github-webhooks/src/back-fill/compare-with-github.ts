import { backFillWindow, missingAttempts, type DeliveryAttempt } from '@slipway/deliveries';
import type { HookDeliveries } from '@slipway/ports';
import type { GithubWebhooksDeps } from '../github-webhooks-deps.ts';

/** Attempts that are compared at a time, and missing ones that a pass asks for. */
const sizes = { compared: 500, asked: 1_000 } as const;

export type BackFillDeps = Pick<
  GithubWebhooksDeps,
  'ledger' | 'backFillLog' | 'clock' | 'logger' | 'metrics'
>;

/**
 * Asks GitHub to send again what it says to have sent and the ledger does not have. Returns how many it asked for.
 * @throws as the hook does; what was not asked for yet is found again by the next pass.
 */
export async function compareWithGitHub(deps: BackFillDeps, hook: HookDeliveries): Promise<number> {
  const { backFillLog, clock, logger, metrics } = deps;
  const position = await backFillLog.position(hook.hook);
  const { since, until } = backFillWindow(position, await hook.now());
  const missing = await findMissing(deps, hook, since);
  const asks = await backFillLog.asks(missing.map(({ id }) => id));
  const wanted = missingAttempts(missing, new Set(), asks, until);
  for (const { id, attempt, event } of wanted.slice(0, sizes.asked)) {
    // Before it is asked for: one that fails each time must not be asked for without an end.
    await backFillLog.noteAsk(id, clock.now());
    const isAsked = await hook.redeliver(attempt);
    if (isAsked) metrics.count('slipway_github_redeliveries_asked_total');
    logger.info(isAsked ? 'GitHub sends a delivery again' : 'GitHub has forgotten a delivery', { id, event });
  }
  if (wanted.length <= sizes.asked) await backFillLog.setPosition(hook.hook, until);
  return Math.min(wanted.length, sizes.asked);
}

async function findMissing(
  { ledger }: BackFillDeps,
  hook: HookDeliveries,
  since: Date,
): Promise<readonly DeliveryAttempt[]> {
  const missing: DeliveryAttempt[] = [];
  let batch: DeliveryAttempt[] = [];
  const compare = async (): Promise<void> => {
    const known = await ledger.known([...new Set(batch.map(({ id }) => id))]);
    missing.push(...batch.filter(({ id }) => !known.has(id)));
    batch = [];
  };
  for await (const attempt of hook.attempts(since)) {
    batch.push(attempt);
    if (batch.length === sizes.compared) await compare();
  }
  if (batch.length > 0) await compare();
  return missing;
}

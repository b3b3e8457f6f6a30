import { defaultRetention, type GithubWebhooksDeps } from './github-webhooks-deps.ts';

/** Milliseconds between two looks, and looks from one pruning to the next. */
const times = { look: 10_000, looksPerPruning: 60 } as const;
const day = 86_400_000;
/** Days that notes of what commits of others have changed are kept. */
const deploymentDays = 90;
/** Days that runs of workflows are kept after their end. */
const workflowDays = 365;
/** Notes that are forgotten at once. */
const batch = 1_000;

/** Keeps the ledger, the notes of deployments and the runs of workflows within their bounds, and their figures current. */
export interface Upkeep {
  start(): void;
  stop(): Promise<void>;
}

type UpkeepDeps = Pick<
  GithubWebhooksDeps,
  'ledger' | 'deployments' | 'workflows' | 'clock' | 'logger' | 'metrics' | 'retention'
>;

export function createUpkeep(deps: UpkeepDeps): Upkeep {
  const { ledger, deployments, workflows, clock, logger, metrics, retention = defaultRetention } = deps;
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  const measure = async (): Promise<void> => {
    const { pending, oldest } = await ledger.backlog();
    const age = oldest === undefined ? 0 : clock.now().getTime() - oldest.getTime();
    metrics.gauge('slipway_github_deliveries_pending', pending);
    metrics.gauge('slipway_github_delivery_oldest_seconds', Math.max(0, age / 1_000));
  };

  const prune = async (): Promise<void> => {
    const now = clock.now().getTime();
    const bounds = {
      payloadsBefore: new Date(now - retention.payloadDays * day),
      payloadBytes: retention.payloadBytes,
      deliveriesBefore: new Date(now - retention.deliveryDays * day),
    };
    while (!stopping.signal.aborted && (await ledger.prune(bounds)));
    const notesBefore = new Date(now - deploymentDays * day);
    while (!stopping.signal.aborted && (await deployments.prune(notesBefore, batch)) === batch);
    const runsBefore = new Date(now - workflowDays * day);
    while (!stopping.signal.aborted && (await workflows.prune(runsBefore, batch)) === batch);
  };

  const run = async (): Promise<void> => {
    for (let look = 0; !stopping.signal.aborted; look += 1) {
      try {
        await measure();
        if (look % times.looksPerPruning === 0) await prune();
      } catch (error) {
        logger.warn('upkeep of the ledger of deliveries failed and is tried again', { error });
      }
      await clock.sleep(times.look, stopping.signal);
    }
  };

  return {
    start: () => {
      running ??= run();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

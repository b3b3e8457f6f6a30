import { describeError } from '@slipway/kernel';
import { retrying } from '../attempts/retrying.ts';
import { ReportSender } from '../reports/report-sender.ts';
import { StatusSender } from '../status/status-sender.ts';
import { AttemptFollowers } from './attempt-followers.ts';
import { clusterStatus } from './cluster-status.ts';
import { ClusterView } from './cluster-view.ts';
import type { KubernetesAgentDeps, KubernetesAgentOptions } from './kubernetes-agent-service.ts';
import type { KubernetesContext } from './kubernetes-context.ts';
import { Slots } from './slots.ts';

/** Milliseconds that an agent that stops goes on sending reports. */
const farewellMs = 2_000;

/** Attempts that are given their access at the same time. */
const givenAtOnce = 64;

type MadeHere = 'liveLogs' | 'endedLogs' | 'accessSlots' | 'trackingPatienceMs' | 'settleMs' | 'onReport';

export interface LeadingOptions extends KubernetesAgentOptions {
  readonly deps: KubernetesAgentDeps;
  readonly context: Omit<KubernetesContext, MadeHere>;
}

/** The one agent of a cluster that follows it and tells the scheduler. */
export class LeadingAgent {
  readonly #attempts: AttemptFollowers;
  readonly #view: ClusterView;
  readonly #sending = new AbortController();
  readonly #reports: Promise<void>;
  readonly #statuses: Promise<void>;
  readonly #sender: ReportSender;
  #version: string | undefined;

  private constructor(options: LeadingOptions, attempts: AttemptFollowers, context: KubernetesContext) {
    const { deps, reconciler, reconcilerNamespace } = options;
    const { kube, cluster, api, clock, logger, session, onFenced } = context;
    this.#attempts = attempts;
    const status = new StatusSender({
      cluster,
      api,
      clock,
      logger,
      session,
      onFenced,
      status: () => {
        if (!this.#view.known) return undefined;
        return clusterStatus({
          view: this.#view,
          problems: attempts.problems,
          reconciler,
          version: this.#version,
          agentVersion: deps.version,
        });
      },
    });
    this.#sender = new ReportSender({
      cluster,
      client: api,
      clock,
      logger,
      session,
      onFenced,
      sources: () => attempts.sources(),
      revision: () => undefined,
      onProgress: (confirmed) => {
        attempts.onProgress(confirmed);
      },
    });
    this.#view = new ClusterView({
      kube,
      reconciler,
      reconcilerNamespace,
      onJob: (change) => {
        attempts.onJob(change);
      },
      onPod: (change) => {
        attempts.onPod(change);
        status.wake();
      },
      onTrouble: (job) => {
        attempts.onTrouble(job);
      },
      onNodes: () => {
        attempts.lookAtAll();
        status.wake();
      },
      onChange: () => {
        attempts.lookAtAll();
        status.wake();
      },
    });
    this.#reports = this.#sender.run(this.#sending.signal);
    this.#statuses = status.run(this.#sending.signal);
    void this.#learnVersion(context, status);
  }

  static async start(options: LeadingOptions): Promise<LeadingAgent> {
    const made: { agent?: LeadingAgent } = {};
    const context: KubernetesContext = {
      ...options.context,
      liveLogs: new Slots(options.maxLiveLogs),
      endedLogs: new Slots(options.maxEndedLogs),
      accessSlots: new Slots(givenAtOnce),
      trackingPatienceMs: options.trackingPatienceMs,
      settleMs: options.settleMs,
      onReport: () => made.agent?.wake(),
    };
    const attempts: AttemptFollowers = new AttemptFollowers(context, () => made.agent?.view ?? nothingSeen);
    await attempts.open();
    const agent = new LeadingAgent(options, attempts, context);
    made.agent = agent;
    agent.wake();
    return agent;
  }

  get view(): ClusterView {
    return this.#view;
  }

  wake(): void {
    this.#sender.wake();
  }

  async #learnVersion({ kube, clock, logger }: KubernetesContext, status: StatusSender): Promise<void> {
    const { signal } = this.#sending;
    try {
      this.#version = await retrying(() => kube.version(), { clock, signal });
      status.wake();
    } catch (error) {
      if (!signal.aborted)
        logger.warn('The version of Kubernetes is not known', { reason: describeError(error) });
    }
  }

  /** `fenced`: nothing more can be sent. */
  async stop({ fenced }: { readonly fenced: boolean }): Promise<void> {
    await this.#view.stop();
    if (!fenced) await this.#sayFarewell();
    this.#sending.abort();
    await Promise.all([this.#reports, this.#statuses]);
    await this.#attempts.stop();
  }

  async #sayFarewell(): Promise<void> {
    const deadline = Date.now() + farewellMs;
    while (!this.#attempts.sources().next().done && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const nothingSeen = {
  jobs: { objects: new Map() },
  pods: { objects: new Map() },
  synced: false,
  silentNodes: new Set<string>(),
  troublesOf: () => [],
};

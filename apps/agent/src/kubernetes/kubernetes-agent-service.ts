import { mkdir } from 'node:fs/promises';
import { agentEndpoints, createClient, type Client } from '@slipway/contracts';
import { UnavailableError, describeError, systemClock, type Clock } from '@slipway/kernel';
import type { ClusterClient, Lease, Logger } from '@slipway/ports';
import { lockDirectory } from '@slipway/process-runtime';
import type { Service } from '@slipway/service';
import { defaultPatienceMs } from '../attempts/tracking-environment.ts';
import { retrying } from '../attempts/retrying.ts';
import { hookCaller, type ReconcilerHook } from '../reconcile/reconciler-hook.ts';
import { followWakes } from '../reconcile/wakes.ts';
import type { ReconcilerKind } from './cluster-view.ts';
import { LeadingAgent } from './leading-agent.ts';

export interface KubernetesAgentOptions {
  /** What applies the environment repository to the cluster, and where its objects are. */
  readonly reconciler: ReconcilerKind;
  readonly reconcilerNamespace: string;
  /** Namespace of the agent, where its lease is. */
  readonly namespace: string;
  readonly leaseName: string;
  /** Milliseconds after which a replica that is no longer heard of is replaced. */
  readonly leaseMs: number;
  /** Milliseconds after which all that belongs to the end of a Job must have been seen. */
  readonly settleMs: number;
  /** Milliseconds that pods wait for what tracks them; after these they start without. */
  readonly trackingPatienceMs: number;
  /** Logs of running containers that are followed at the same time; the others take turns. */
  readonly maxLiveLogs: number;
  readonly maxEndedLogs: number;
}

export const defaultKubernetesOptions: KubernetesAgentOptions = {
  reconciler: 'flux',
  reconcilerNamespace: 'slipway-system',
  namespace: 'slipway-system',
  leaseName: 'slipway-agent',
  leaseMs: 15_000,
  settleMs: 10_000,
  trackingPatienceMs: defaultPatienceMs,
  maxLiveLogs: 100,
  maxEndedLogs: 32,
};

export interface KubernetesAgentDeps {
  /** Base URL of the scheduler. */
  readonly url: string;
  /** Base URL of Slipway, as programs in pods reach it; default: `url`. */
  readonly programUrl?: string | undefined;
  /** Token with the grant `agent` for this cluster. */
  readonly token: string;
  readonly cluster: string;
  /** Directory of this replica alone, made when missing. */
  readonly data: string;
  /** The caller closes it after the service has stopped. */
  readonly kube: ClusterClient;
  /** Of this agent. */
  readonly version: string;
  readonly logger: Logger;
  /** Where the reconciler is told of pushes; it looks by itself when left out. */
  readonly hook?: ReconcilerHook;
  readonly options?: Partial<KubernetesAgentOptions>;
  readonly clock?: Clock;
}

/**
 * The agent of a cluster of Kubernetes. It reads the cluster and tells the scheduler, and gives programs their access to
 * Slipway; what runs there is the reconciler's.
 * Of several replicas one leads, by a lease; the scheduler takes only what the newest session sends.
 */
export function createKubernetesAgentService(deps: KubernetesAgentDeps): Service {
  const { url, token, data, kube, logger } = deps;
  const options: KubernetesAgentOptions = { ...defaultKubernetesOptions, ...deps.options };
  const clock = deps.clock ?? systemClock;
  const api = createClient({ url, token });
  let leading: LeadingAgent | undefined;
  let running: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;

  const lead = async (lease: Lease, stopped: AbortSignal): Promise<void> => {
    const fenced = new AbortController();
    const over = AbortSignal.any([stopped, lease.lost, fenced.signal]);
    const session = await openSession(api, deps.cluster, clock, over);
    logger.info('This replica leads', { session });
    const onFenced = (): void => {
      fenced.abort();
    };
    const { cluster } = deps;
    const { programUrl = url } = deps;
    const context = { cluster, data, api, programUrl, kube, clock, logger, session, onFenced };
    const agent = await LeadingAgent.start({ ...options, deps, context });
    leading = agent;
    if (deps.hook) {
      const onWake = hookCaller(deps.hook, logger, over);
      void followWakes({ cluster, client: api, clock, logger, signal: over, onWake });
    }
    await aborted(over);
    leading = undefined;
    const asked = isAborted(stopped);
    if (!asked) logger.warn('This replica no longer leads', { session });
    await agent.stop({ fenced: !asked });
  };

  const run = async (stopped: AbortSignal): Promise<void> => {
    const leases = kube.leases(options.namespace);
    while (!isAborted(stopped)) {
      const lease = await leases.acquire(options.leaseName, { duration: options.leaseMs, signal: stopped });
      if (!lease) return;
      try {
        await lead(lease, stopped);
      } catch (error) {
        if (!isAborted(stopped))
          logger.error('The agent cannot lead; trying again', { reason: describeError(error) });
        await clock.sleep(1_000, stopped);
      } finally {
        await lease.release();
      }
    }
  };

  return {
    name: 'agent',
    routes: [],
    mounts: [],
    async start() {
      if (running) return;
      await mkdir(data, { recursive: true, mode: 0o700 });
      const release = await lockDirectory(data);
      const stop = new AbortController();
      running = { stop, done: run(stop.signal).finally(release) };
    },
    async stop() {
      const stopping = running;
      running = undefined;
      stopping?.stop.abort();
      await stopping?.done;
    },
    checkReady() {
      if (!running) return Promise.reject(new UnavailableError('The agent was not started'));
      const problem = leading?.view.jobs.state.problem;
      return problem === undefined ? Promise.resolve() : Promise.reject(new UnavailableError(problem));
    },
  };
}

/** @throws the reason of the signal, and the scheduler's refusal. */
async function openSession(api: Client, cluster: string, clock: Clock, signal: AbortSignal): Promise<number> {
  const open = () => api.call(agentEndpoints.openSession, { params: { cluster }, signal });
  return (await retrying(open, { clock, signal })).session;
}

const isAborted = (signal: AbortSignal): boolean => signal.aborted;

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener('abort', () => {
        resolve();
      });
  });
}

import { createClient } from '@slipway/contracts';
import { UnavailableError, systemClock, type Clock } from '@slipway/kernel';
import type { EnvironmentReader, Logger, Metrics } from '@slipway/ports';
import type { Service } from '@slipway/service';
import { defaultOptions, type AgentContext, type AgentOptions } from './agent-options.ts';
import { startAgent, type RunningAgent } from './running-agent.ts';

export interface AgentDeps {
  /** Base URL of the scheduler. */
  readonly url: string;
  /** Token with the grant `agent` for this cluster. */
  readonly token: string;
  /** The cluster that this agent is. */
  readonly cluster: string;
  /** Directory of this agent alone, made when missing. */
  readonly data: string;
  /** The caller closes it after the service has stopped. */
  readonly environment: EnvironmentReader;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly options?: Partial<AgentOptions>;
  readonly clock?: Clock;
  /** The environment that programs inherit a few harmless variables from. */
  readonly host?: Readonly<Record<string, string | undefined>>;
}

/** The agent of one cluster, which runs attempts as processes of this machine. It answers nobody: it has no routes. */
export function createAgentService(deps: AgentDeps): Service {
  const { url, token, cluster, data, environment, logger, metrics } = deps;
  const context: AgentContext = {
    ...defaultOptions,
    ...deps.options,
    cluster,
    data,
    environment,
    client: createClient({ url, token }),
    url,
    logger,
    metrics,
    clock: deps.clock ?? systemClock,
    host: deps.host ?? process.env,
  };
  let agent: RunningAgent | undefined;
  return {
    name: 'agent',
    routes: [],
    mounts: [],
    async start() {
      agent ??= await startAgent(context);
    },
    async stop() {
      const stopping = agent;
      agent = undefined;
      await stopping?.stop();
    },
    async checkReady() {
      if (!agent) throw new UnavailableError('The agent was not started');
      agent.checkReady();
      return Promise.resolve();
    },
  };
}

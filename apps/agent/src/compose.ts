import path from 'node:path';
import { openEnvironmentReader } from '@slipway/git';
import { openClusterClient } from '@slipway/kubernetes';
import type { Logger } from '@slipway/ports';
import { tokensOf, type RunOptions } from '@slipway/service';
import { createLogger, createMetrics } from '@slipway/telemetry';
import { createAgentService } from './agent-service.ts';
import type { AgentConfig } from './config.ts';
import type { ReconcilerHook } from './reconcile/reconciler-hook.ts';
import { createKubernetesAgentService } from './kubernetes/kubernetes-agent-service.ts';
import { version } from './version.ts';

/** An agent with everything it needs. */
export function compose(config: AgentConfig): Promise<Composed> {
  const logger = createLogger({ level: config.logLevel });
  return config.runtime === 'kubernetes'
    ? composeForKubernetes(config, logger)
    : composeForProcesses(config, logger);
}

type Composed = RunOptions & { readonly close: () => Promise<void> };

async function composeForProcesses(config: AgentConfig, logger: Logger): Promise<Composed> {
  const { url, token, cluster, maxProcesses, pollSeconds, onStop } = config;
  const data = path.resolve(config.data);
  const environment = await openEnvironmentReader({
    url: config.environmentUrl ?? `${url.replace(/\/+$/, '')}/git/environment.git`,
    token: config.environmentToken ?? token,
    directory: path.join(data, 'environment.git'),
    branch: config.environmentBranch,
  });
  const options = { maxProcesses, pollMs: pollSeconds * 1000, onStop };
  const agent = createAgentService({
    url,
    token,
    cluster,
    data,
    environment,
    logger,
    metrics: createMetrics(),
    options,
  });
  return { services: [agent], logger, close: () => environment.close() };
}

function hookOf({
  url,
  environmentUrl = `${url.replace(/\/+$/, '')}/git/environment.git`,
  environmentBranch: branch,
  reconciler: kind,
  reconcilerUrl,
  reconcilerToken: token,
}: AgentConfig): { readonly hook?: ReconcilerHook } {
  if (kind === 'none' || reconcilerUrl === undefined || token === undefined) return {};
  return { hook: { kind, url: reconcilerUrl, token, repository: { url: environmentUrl, branch } } };
}

async function composeForKubernetes(config: AgentConfig, logger: Logger): Promise<Composed> {
  const { url, programUrl, token, cluster, namespace, leaseName, reconciler, reconcilerNamespace } = config;
  const kube = await openClusterClient({ kubeconfig: config.kubeconfig ?? process.env.KUBECONFIG, logger });
  const agent = createKubernetesAgentService({
    url,
    programUrl,
    token,
    cluster,
    data: path.resolve(config.data),
    kube,
    version,
    logger,
    options: { namespace, leaseName, reconciler, reconcilerNamespace },
    ...hookOf(config),
  });
  return { services: [agent], ...operationsOf(config), logger, close: () => kube.close() };
}

/** What tells the kubelet how the agent is: nothing else is there, and nobody has a token. */
function operationsOf({ host, port }: AgentConfig): Pick<RunOptions, 'http'> {
  return port === undefined ? {} : { http: { host, port, tokens: tokensOf([]), metrics: createMetrics() } };
}

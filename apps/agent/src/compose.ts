import path from 'node:path';
import { openEnvironmentReader } from '@slipway/git';
import type { RunOptions } from '@slipway/service';
import { createLogger, createMetrics } from '@slipway/telemetry';
import { createAgentService } from './agent-service.ts';
import type { AgentConfig } from './config.ts';

/** An agent with everything it needs. */
export async function compose(
  config: AgentConfig,
): Promise<RunOptions & { readonly close: () => Promise<void> }> {
  const { url, token, cluster, maxProcesses, pollSeconds, onStop } = config;
  const data = path.resolve(config.data);
  const logger = createLogger({ level: config.logLevel });
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

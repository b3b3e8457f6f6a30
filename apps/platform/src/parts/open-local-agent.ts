import path from 'node:path';
import { openEnvironmentReader } from '@slipway/git';
import type { Service } from '@slipway/service';
import { repository, type PartOptions } from './part-options.ts';

interface LocalAgent {
  readonly url: string;
  readonly token: string;
  readonly cluster: string;
  /** Node program that is the command `slipway`. */
  readonly launcher: string;
}

/** The agent of this machine, on the server of this process. */
export async function openLocalAgent(
  { data, environment, logger, metrics, undo }: PartOptions,
  { url, token, cluster, launcher }: LocalAgent,
): Promise<Service> {
  const { createAgentService } = await import('@slipway/agent');
  const reader = await openEnvironmentReader({
    // The remote itself, or what the committer of this process serves.
    ...(environment ?? { url: `${url}/git/${repository}.git`, token }),
    directory: path.join(data.agent, 'environment.git'),
  });
  undo.later(() => reader.close());
  return createAgentService({
    url,
    token,
    cluster,
    data: data.agent,
    environment: reader,
    logger: logger.child({ service: 'agent' }),
    metrics,
    options: { launcher },
  });
}

import { describeError } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import { serveHttp, type ServeOptions } from '../http/serve-http.ts';
import type { Service } from '../service.ts';

export interface RunOptions {
  readonly services: readonly Service[];
  /** Left out when the services answer nobody, as an agent does. */
  readonly http?: Omit<ServeOptions, 'services' | 'logger'>;
  readonly logger: Logger;
}

export interface Running {
  /** Where HTTP is served, when it is. */
  readonly url: string | undefined;
  /** Ends HTTP first, so that no new work comes in, then the services in reverse order. Idempotent. */
  stop(): Promise<void>;
}

/** Starts the services in order, then HTTP. When one fails to start, those before it are stopped and its error is thrown. */
export async function runServices({ services, http, logger }: RunOptions): Promise<Running> {
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async (): Promise<void> => {
    for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
      // One part that fails to stop must not keep the others from it.
      await stop().catch((error: unknown) => {
        logger.error('service failed to stop', { error });
      });
    }
  };
  try {
    for (const service of services) {
      await service.start();
      stops.push(() => service.stop());
      logger.info('service started', { service: service.name });
    }
    const server = http && (await serveHttp({ ...http, services, logger }));
    if (server) stops.push(() => server.close());
    let stopping: Promise<void> | undefined;
    return { url: server?.url, stop: () => (stopping ??= stopAll()) };
  } catch (error) {
    logger.error('start failed', { reason: describeError(error) });
    await stopAll();
    throw error;
  }
}

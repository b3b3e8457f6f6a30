import { SlipwayError, systemClock } from '@slipway/kernel';
import type { Service } from '../service.ts';

export interface Readiness {
  readonly ready: boolean;
  readonly services: readonly { readonly name: string; readonly ready: boolean; readonly missing?: string }[];
}

const patience = 5000;

/** Asks every service whether it can do its work. One that does not answer within 5 s is not ready. */
export async function readinessOf(services: readonly Service[]): Promise<Readiness> {
  const asked = await Promise.all(
    services.map(async (service) => {
      const missing = await missingPart(service);
      return missing === undefined
        ? { name: service.name, ready: true }
        : { name: service.name, ready: false, missing };
    }),
  );
  return { ready: asked.every(({ ready }) => ready), services: asked };
}

async function missingPart(service: Service): Promise<string | undefined> {
  const enough = new AbortController();
  try {
    return await Promise.race([
      service.checkReady().then(() => undefined),
      systemClock.sleep(patience, enough.signal).then(() => `no answer within ${String(patience / 1000)} s`),
    ]);
  } catch (error) {
    // Anybody may ask, so only what was written to be read is told.
    return error instanceof SlipwayError ? error.message : 'its check failed; see the log';
  } finally {
    enough.abort();
  }
}

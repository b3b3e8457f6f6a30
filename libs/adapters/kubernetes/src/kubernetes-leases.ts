import { ConflictError, NotFoundError, SlipwayError, randomSuffix, type Clock } from '@slipway/kernel';
import type { Lease, LeaseOptions, Leases, Logger } from '@slipway/ports';
import { z } from 'zod';
import type { ApiConnection } from './connection/api-connection.ts';
import { resourcePath } from './connection/resource-path.ts';

const type = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases' } as const;

const LeaseObject = z.object({
  metadata: z.looseObject({ resourceVersion: z.string() }),
  spec: z
    .looseObject({
      holderIdentity: z.string().nullish(),
      leaseDurationSeconds: z.number().nullish(),
      renewTime: z.string().nullish(),
      leaseTransitions: z.number().nullish(),
    })
    .default({}),
});
type LeaseObject = z.infer<typeof LeaseObject>;

export interface LeaseSettings {
  readonly connection: ApiConnection;
  readonly namespace: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Leases of Kubernetes, taken as client-go's leader election takes them: a lease whose object has not changed for its
 * duration, by the watcher's own clock, is free; every write is a compare-and-swap on the object's version.
 * https://kubernetes.io/docs/concepts/architecture/leases/
 */
export class KubernetesLeases implements Leases {
  readonly #settings: LeaseSettings;

  constructor(settings: LeaseSettings) {
    this.#settings = settings;
  }

  async acquire(name: string, { duration, signal }: LeaseOptions): Promise<Lease | undefined> {
    const { clock, logger } = this.#settings;
    const ticket = `slipway-${randomSuffix(16)}`;
    let seen: { readonly version: string; readonly at: number } | undefined;
    for (let told = false; !signal.aborted;) {
      try {
        const found = await this.#find(name, signal);
        const now = clock.now().getTime();
        if (found && found.metadata.resourceVersion !== seen?.version)
          seen = { version: found.metadata.resourceVersion, at: now };
        const heldMs = (found?.spec.leaseDurationSeconds ?? 0) * 1000;
        const free = !found?.spec.holderIdentity || now - (seen?.at ?? now) >= heldMs;
        if (free) {
          const taken = await this.#write(name, ticket, duration, found, signal);
          if (taken) return new HeldLease(this, name, ticket, duration, taken, clock);
        }
        told = false;
      } catch (error) {
        if (isAborted(signal)) return undefined;
        if (!told) logger.warn('A lease cannot be taken; trying again', { name, reason: String(error) });
        told = true;
      }
      await clock.sleep(duration / 5, signal);
    }
    return undefined;
  }

  async #find(name: string, signal: AbortSignal): Promise<LeaseObject | undefined> {
    try {
      const path = resourcePath(type, { namespace: this.#settings.namespace, name });
      return LeaseObject.parse(await this.#settings.connection.json({ method: 'GET', path, signal }));
    } catch (error) {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /** Writes `ticket` as the holder over `before`; undefined when somebody else wrote meanwhile. */
  async #write(
    name: string,
    ticket: string,
    duration: number,
    before: LeaseObject | undefined,
    signal: AbortSignal,
  ): Promise<LeaseObject | undefined> {
    const { connection, namespace, clock } = this.#settings;
    const now = microTime(clock.now());
    const held = before?.spec.holderIdentity === ticket;
    const spec = {
      ...before?.spec,
      holderIdentity: ticket,
      leaseDurationSeconds: Math.ceil(duration / 1000),
      renewTime: now,
      ...(!held && { acquireTime: now, leaseTransitions: (before?.spec.leaseTransitions ?? -1) + 1 }),
    };
    const object = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' };
    try {
      const written = before
        ? await connection.json({
            method: 'PUT',
            path: resourcePath(type, { namespace, name }),
            body: { ...object, metadata: before.metadata, spec },
            signal,
          })
        : await connection.json({
            method: 'POST',
            path: resourcePath(type, { namespace }),
            body: { ...object, metadata: { name, namespace }, spec },
            signal,
          });
      return LeaseObject.parse(written);
    } catch (error) {
      if (error instanceof ConflictError || error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  /** Undefined: the lease is somebody else's. */
  async renew(
    name: string,
    ticket: string,
    duration: number,
    known: LeaseObject,
    signal: AbortSignal,
  ): Promise<LeaseObject | undefined> {
    const written = await this.#write(name, ticket, duration, known, signal);
    if (written) return written;
    const found = await this.#find(name, signal);
    // A label was set by hand, or the answer to our own write was lost.
    return found?.spec.holderIdentity === ticket
      ? this.#write(name, ticket, duration, found, signal)
      : undefined;
  }

  /** Gives the lease back, so that nobody has to wait until it has run out. */
  async free(name: string, ticket: string, signal: AbortSignal): Promise<void> {
    const found = await this.#find(name, signal);
    if (found?.spec.holderIdentity !== ticket) return;
    const { connection, namespace } = this.#settings;
    const body = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: found.metadata,
      spec: { ...found.spec, holderIdentity: '' },
    };
    await connection.json({ method: 'PUT', path: resourcePath(type, { namespace, name }), body, signal });
  }
}

class HeldLease implements Lease {
  readonly ticket: string;
  readonly #leases: KubernetesLeases;
  readonly #name: string;
  readonly #duration: number;
  readonly #clock: Clock;
  readonly #lost = new AbortController();
  readonly #done = new AbortController();
  readonly #renewing: Promise<void>;

  constructor(
    leases: KubernetesLeases,
    name: string,
    ticket: string,
    duration: number,
    taken: LeaseObject,
    clock: Clock,
  ) {
    this.#leases = leases;
    this.#name = name;
    this.ticket = ticket;
    this.#duration = duration;
    this.#clock = clock;
    this.#renewing = this.#renew(taken);
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** The holder gives up a third of the duration before somebody else may take over. */
  async #renew(taken: LeaseObject): Promise<void> {
    let known = taken;
    let deadline = this.#clock.now().getTime() + (this.#duration * 2) / 3;
    for (;;) {
      await this.#clock.sleep(this.#duration / 5, this.#done.signal);
      if (this.#done.signal.aborted) return;
      const began = this.#clock.now().getTime();
      const signal = AbortSignal.any([this.#done.signal, AbortSignal.timeout(Math.max(1, deadline - began))]);
      try {
        const renewed =
          began < deadline
            ? await this.#leases.renew(this.#name, this.ticket, this.#duration, known, signal)
            : undefined;
        if (!renewed) break;
        known = renewed;
        deadline = began + (this.#duration * 2) / 3;
      } catch {
        if (this.#clock.now().getTime() >= deadline) break;
      }
    }
    if (!isAborted(this.#done.signal)) this.#lost.abort(new Error(`the lease ${this.#name} was lost`));
  }

  async release(): Promise<void> {
    this.#done.abort();
    await this.#renewing;
    if (this.#lost.signal.aborted) return;
    try {
      await this.#leases.free(this.#name, this.ticket, AbortSignal.timeout(this.#duration / 3));
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error; // it runs out by itself
    }
  }
}

const isAborted = (signal: AbortSignal): boolean => signal.aborted;

/** Kubernetes' MicroTime has six decimals. */
function microTime(at: Date): string {
  return at.toISOString().replace('Z', '000Z');
}

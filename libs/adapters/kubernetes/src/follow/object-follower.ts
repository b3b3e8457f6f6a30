import { UnavailableError, describeError, type Clock } from '@slipway/kernel';
import type { FollowedObjects, FollowOptions, FollowState, Logger } from '@slipway/ports';
import { readBody, type ApiConnection } from '../connection/api-connection.ts';
import { ExpiredError, ThrottledError, apiError } from '../connection/api-error.ts';
import { resourcePath } from '../connection/resource-path.ts';
import { jsonLines } from './json-lines.ts';
import { ListPage, WatchEvent, WatchedObject } from './wire.ts';

export interface FollowerSettings {
  /** Objects of one page. */
  readonly pageSize: number;
  /** Seconds after which the API server ends a watch, which then is begun again where it ended. */
  readonly watchSeconds: number;
  /** Milliseconds of silence after which a watch counts as broken: bookmarks come about every minute. */
  readonly watchIdleMs: number;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly clock: Clock;
  readonly logger: Logger;
}

const maxLineBytes = 16 * 1_048_576;
/** After so many watches in a row that gave nothing the list is taken anew, whatever the reason was. */
const fruitlessWatches = 3;
/** A watch that ends sooner, without having given anything, is a failure: no endless loop of requests. */
const shortestWatchMs = 1_000;

/**
 * List in pages, then watch from the list's version; a watch that ends is gone on with from the last version seen. When
 * the API server no longer has that version (410, as a status or as an event), the list is taken anew, and what is gone
 * since is told.
 *
 * The library's own informer is not used: its watch calls back without back-pressure, passes over lines that are no JSON,
 * and keeps whole objects.
 */
export class ObjectFollower<Kept> implements FollowedObjects<Kept> {
  readonly #connection: ApiConnection;
  readonly #options: FollowOptions<Kept>;
  readonly #settings: FollowerSettings;
  readonly #objects = new Map<string, Kept>();
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #state: FollowState = { synced: false, problem: undefined };
  /** Version to watch from; undefined: list first. */
  #version: string | undefined;
  /** Something came since the last failure. */
  #progress = false;

  constructor(connection: ApiConnection, options: FollowOptions<Kept>, settings: FollowerSettings) {
    this.#connection = connection;
    this.#options = options;
    this.#settings = settings;
    this.#running = this.#run();
  }

  get objects(): ReadonlyMap<string, Kept> {
    return this.#objects;
  }

  get state(): FollowState {
    return this.#state;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopped();) {
      this.#progress = false;
      try {
        if (this.#version === undefined) await this.#list();
        else await this.#watch(this.#version);
        failures = 0;
      } catch (error) {
        if (this.#stopped()) return;
        failures = this.#progressed() ? 1 : failures + 1;
        if (error instanceof ExpiredError || failures >= fruitlessWatches) this.#version = undefined;
        // A connection that broke off is an everyday matter: the first try again is no news.
        if (failures > 1 || !(error instanceof UnavailableError || error instanceof ExpiredError))
          this.#setState({ problem: describeError(error) });
        await this.#settings.clock.sleep(this.#pauseMs(error, failures), this.#stopping.signal);
      }
    }
  }

  #progressed(): boolean {
    return this.#progress;
  }

  #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** 0.2 s doubled up to 30 s, with jitter: many clients must not come back at once. */
  #pauseMs(error: unknown, failures: number): number {
    const jitter = 0.5 + this.#settings.random() / 2;
    const backoff = Math.min(30_000, 200 * 2 ** Math.min(failures - 1, 10)) * jitter;
    return error instanceof ThrottledError ? Math.max(error.retryAfterMs, backoff) : backoff;
  }

  #setState(change: Partial<FollowState>): void {
    const next = { ...this.#state, ...change };
    if (next.synced === this.#state.synced && next.problem === this.#state.problem) return;
    const { plural } = this.#options.type;
    if (next.problem !== undefined && next.problem !== this.#state.problem)
      this.#settings.logger.warn('Objects cannot be followed; trying again', {
        plural,
        reason: next.problem,
      });
    this.#state = next;
    this.#options.onState?.();
  }

  async #list(): Promise<void> {
    const { namespace, type, labelSelector, fieldSelector } = this.#options;
    const seen = new Set<string>();
    let next: string | undefined;
    let version: string;
    do {
      const page = ListPage.parse(
        await this.#connection.json({
          method: 'GET',
          path: resourcePath(type, { namespace }),
          query: { labelSelector, fieldSelector, limit: String(this.#settings.pageSize), continue: next },
          signal: this.#stopping.signal,
        }),
      );
      for (const item of page.items ?? []) seen.add(this.#present(item).uid);
      version = page.metadata.resourceVersion;
      next = page.metadata.continue === '' ? undefined : page.metadata.continue;
    } while (next !== undefined);
    for (const uid of this.#objects.keys()) if (!seen.has(uid)) this.#gone(uid);
    this.#version = version;
    this.#progress = true;
    this.#setState({ synced: true, problem: undefined });
  }

  async #watch(from: string): Promise<void> {
    const { namespace, type, labelSelector, fieldSelector } = this.#options;
    const { clock, watchSeconds, watchIdleMs, random } = this.#settings;
    const begun = clock.now().getTime();
    const answer = await this.#connection.send({
      method: 'GET',
      path: resourcePath(type, { namespace }),
      query: {
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: from,
        timeoutSeconds: String(Math.ceil(watchSeconds * (0.8 + random() / 5))),
        labelSelector,
        fieldSelector,
      },
      idleMs: watchIdleMs,
      signal: this.#stopping.signal,
    });
    this.#setState({ problem: undefined });
    for await (const line of jsonLines(readBody(answer), maxLineBytes)) {
      this.#take(line);
      this.#progress = true;
    }
    if (!this.#progress && clock.now().getTime() - begun < shortestWatchMs)
      throw new UnavailableError('The API server ended a watch at once');
  }

  #take(line: unknown): void {
    const parsed = WatchEvent.safeParse(line);
    if (!parsed.success)
      throw new UnavailableError('The API server sent an event of an unknown form', { cause: parsed.error });
    const event = parsed.data;
    if (event.type === 'ERROR') {
      const code = event.object.code ?? 500;
      throw apiError(code, event.object, `watch of ${this.#options.type.plural}`);
    }
    if (event.type === 'BOOKMARK') {
      this.#version = event.object.metadata.resourceVersion;
      return;
    }
    const { resourceVersion } =
      event.type === 'DELETED' ? this.#deleted(event.object) : this.#present(event.object);
    this.#version = resourceVersion;
  }

  /** Keeps what is wanted of an object and tells of it. */
  #present(object: unknown): WatchedObject['metadata'] {
    const { metadata } = WatchedObject.parse(object);
    const kept = this.#options.keep(object);
    if (kept === undefined) this.#gone(metadata.uid);
    else {
      this.#objects.set(metadata.uid, kept);
      this.#options.onChange?.({ type: 'present', uid: metadata.uid, kept });
    }
    return metadata;
  }

  /** The event has the last state of the object. */
  #deleted(object: unknown): WatchedObject['metadata'] {
    const { metadata } = WatchedObject.parse(object);
    this.#gone(metadata.uid, this.#options.keep(object));
    return metadata;
  }

  #gone(uid: string, last?: Kept): void {
    const kept = this.#objects.get(uid);
    if (kept === undefined) return;
    this.#objects.delete(uid);
    this.#options.onChange?.({ type: 'gone', uid, kept: last ?? kept });
  }
}

import type { ServerResponse } from 'node:http';
import { fitsFields, fitsLabels, type FakeEvent, type FakeObject } from './fake-objects.ts';

export interface WatchScope {
  readonly collection: string;
  readonly namespace: string | undefined;
  readonly labels: string | null;
  readonly fields: string | null;
}

/** One open watch, in the forms of the wire, with the faults that real ones have. */
export class FakeWatch {
  readonly scope: WatchScope;
  readonly #response: ServerResponse;
  /** The connection stays, but nothing comes any more. */
  silent = false;

  constructor(scope: WatchScope, response: ServerResponse) {
    this.scope = scope;
    this.#response = response;
    response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
    response.flushHeaders();
  }

  offer(collection: string, event: FakeEvent): void {
    const { scope } = this;
    if (collection !== scope.collection) return;
    const { object, type, before } = event;
    const { namespace, resourceVersion } = object.metadata;
    if (scope.namespace !== undefined && namespace !== scope.namespace) return;
    const fits = (one: FakeObject): boolean => fitsLabels(one, scope.labels) && fitsFields(one, scope.fields);
    const was = before !== undefined && fits(before) ? before : undefined;
    // What begins or ceases to fit comes and goes, as far as this watch is concerned; it goes as it was.
    if (fits(object)) this.#event(type === 'MODIFIED' && !was ? 'ADDED' : type, object);
    else if (was) this.#event('DELETED', { ...was, metadata: { ...was.metadata, resourceVersion } });
  }

  #event(type: FakeEvent['type'], object: unknown): void {
    this.write(`${JSON.stringify({ type, object })}\n`);
  }

  bookmark(version: number): void {
    const object = {
      kind: 'Bookmark',
      metadata: { resourceVersion: String(version), creationTimestamp: null },
    };
    this.write(`${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }

  error(code: number, reason: string, message: string): void {
    const object = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      code,
      reason,
      message,
    };
    this.write(`${JSON.stringify({ type: 'ERROR', object })}\n`);
    this.end();
  }

  write(text: string): void {
    if (!this.silent) this.#response.write(text);
  }

  end(): void {
    if (!this.silent) this.#response.end();
    this.silent = true;
  }

  /** The connection breaks in the middle of the answer. */
  break(): void {
    this.#response.destroy();
  }
}

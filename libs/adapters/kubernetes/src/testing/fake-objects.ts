import { randomUUID } from 'node:crypto';

export interface FakeObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    creationTimestamp?: string;
    labels?: Record<string, string>;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

export interface FakeEvent {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: FakeObject;
  readonly before: FakeObject | undefined;
}

/** The objects of one collection, such as `/apis/batch/v1/jobs`, and what happened to them. */
export interface FakeCollection {
  readonly objects: Map<string, FakeObject>;
  readonly events: FakeEvent[];
}

/** What etcd is to an API server: objects with versions of one clock, and a history that can be compacted. */
export class FakeObjects {
  readonly #collections = new Map<string, FakeCollection>();
  readonly #listeners = new Set<(collection: string, event: FakeEvent) => void>();
  #version = 100;
  /** Watches from before this version have expired. */
  compacted = 0;

  get version(): number {
    return this.#version;
  }

  collection(name: string): FakeCollection {
    const found = this.#collections.get(name) ?? { objects: new Map(), events: [] };
    this.#collections.set(name, found);
    return found;
  }

  /** Makes or replaces an object and returns it as it is stored. */
  put(collection: string, object: FakeObject): FakeObject {
    const { objects } = this.collection(collection);
    const key = keyOf(object.metadata);
    const before = objects.get(key);
    const stored: FakeObject = {
      ...object,
      metadata: {
        creationTimestamp: new Date().toISOString(),
        managedFields: [{ manager: 'test', operation: 'Update', fieldsV1: { 'f:spec': {} } }],
        ...object.metadata,
        uid: before?.metadata.uid ?? object.metadata.uid ?? randomUUID(),
        resourceVersion: String((this.#version += 1)),
      },
    };
    objects.set(key, stored);
    this.#tell(collection, {
      version: this.#version,
      type: before ? 'MODIFIED' : 'ADDED',
      object: stored,
      before,
    });
    return stored;
  }

  remove(collection: string, name: string, namespace?: string): void {
    const { objects } = this.collection(collection);
    const found = objects.get(keyOf({ name, ...(namespace !== undefined && { namespace }) }));
    if (!found) throw new Error(`${collection} has no ${name}`);
    objects.delete(keyOf(found.metadata));
    const metadata = { ...found.metadata, resourceVersion: String((this.#version += 1)) };
    this.#tell(collection, {
      version: this.#version,
      type: 'DELETED',
      object: { ...found, metadata },
      before: found,
    });
  }

  /** Forgets the history up to now. */
  compact(): void {
    this.#version += 1;
    this.compacted = this.#version;
  }

  subscribe(listener: (collection: string, event: FakeEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(collection: string, event: FakeEvent): void {
    this.collection(collection).events.push(event);
    for (const listener of this.#listeners) listener(collection, event);
  }
}

export function keyOf({ namespace, name }: { readonly namespace?: string; readonly name: string }): string {
  return `${namespace ?? ''}/${name}`;
}

/** Whether the labels fit `key=value,other!=value`. */
export function fitsLabels(object: FakeObject, selector: string | null): boolean {
  return (selector ?? '')
    .split(',')
    .filter((part) => part !== '')
    .every((part) => {
      const [, key = '', not, value] = /^([^=!]+)(!?)=(.*)$/.exec(part) ?? [];
      return (object.metadata.labels?.[key] === value) !== (not === '!');
    });
}

/** Whether the fields fit `status.phase!=Failed,type=Warning`. */
export function fitsFields(object: FakeObject, selector: string | null): boolean {
  return (selector ?? '')
    .split(',')
    .filter((part) => part !== '')
    .every((part) => {
      const [, key = '', not, value] = /^([^=!]+)(!?)=(.*)$/.exec(part) ?? [];
      const found = key
        .split('.')
        .reduce<unknown>((at, field) => (at as Record<string, unknown> | undefined)?.[field], object);
      return (found === value) !== (not === '!');
    });
}

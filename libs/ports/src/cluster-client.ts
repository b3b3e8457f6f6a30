import type { Leases } from './leases.ts';

/** A kind of object by its place in the API of Kubernetes; the core group is ''. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  /** Plural in lower case: `jobs`. */
  readonly plural: string;
}

/** What became of an object: it is there as `kept`, or it is gone and was `kept` last. */
export interface ObjectChange<Kept> {
  readonly type: 'present' | 'gone';
  readonly uid: string;
  readonly kept: Kept;
}

export interface FollowOptions<Kept> {
  readonly type: ResourceType;
  /** Undefined: all namespaces, or a kind that has none. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** What is kept of an object, as the API server gives it; undefined: nothing, it does not matter. Pure. */
  readonly keep: (object: unknown) => Kept | undefined;
  /** Called in order, one at a time. It must not throw. */
  readonly onChange?: (change: ObjectChange<Kept>) => void;
  /** `state` has changed. */
  readonly onState?: () => void;
}

export interface FollowState {
  /** All objects were listed once; from then on `objects` has been complete as of some moment. */
  readonly synced: boolean;
  /** Why changes do not arrive at present. */
  readonly problem: string | undefined;
}

/** The objects of a kind, kept up to date until `stop`, whatever happens to connections and to the API server. */
export interface FollowedObjects<Kept> {
  /** By uid: an object that was deleted and made again under its name is another one. */
  readonly objects: ReadonlyMap<string, Kept>;
  readonly state: FollowState;
  stop(): Promise<void>;
}

export interface PodLogAddress {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

export interface PodLogOptions {
  /** Only lines from this second on. */
  readonly since?: Date;
  /** Bytes after which the log breaks off. */
  readonly maxBytes: number;
  /** Wait for lines to come until the container has ended. */
  readonly follow: boolean;
  /** Milliseconds after which a followed log breaks off. */
  readonly maxMs: number;
  readonly signal: AbortSignal;
}

export interface ApplyOptions {
  readonly type: ResourceType;
  /** Take fields over that somebody else manages. */
  readonly force: boolean;
  /** Check and default, but store nothing. */
  readonly dryRun?: boolean;
}

/**
 * A Kubernetes cluster, as far as Slipway needs one. It reads; it writes leases, what `slipway` owns when a cluster is set
 * up, and creates what programs need to reach Slipway. Methods throw UnauthenticatedError, ForbiddenError with the right that is missing, InvalidInputError,
 * ConflictError, and UnavailableError for everything that may pass.
 */
export interface ClusterClient {
  /** Address of the API server. */
  readonly server: string;
  /** Version of Kubernetes, such as `v1.36.3`. */
  version(): Promise<string>;
  follow<Kept>(options: FollowOptions<Kept>): FollowedObjects<Kept>;
  /** The object as the API server gives it, or undefined when there is none. */
  get(type: ResourceType, name: string, namespace?: string): Promise<unknown>;
  /** Lines of a container's log, each after its RFC 3339 time and a blank. @throws NotFoundError when there is no such log. */
  readLog(log: PodLogAddress, options: PodLogOptions): AsyncGenerator<Uint8Array, void, undefined>;
  /** Server-side apply of one whole object under the field manager `slipway`. Returns the object. */
  apply(object: AppliedObject, options: ApplyOptions): Promise<unknown>;
  /** Creates an object. False: one of this name is there, which stays as it is. */
  create(object: AppliedObject, type: ResourceType): Promise<boolean>;
  /** Leases of a namespace, for one holder at a time. */
  leases(namespace: string): Leases;
  close(): Promise<void>;
}

export interface AppliedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string } & Readonly<
    Record<string, unknown>
  >;
  readonly [field: string]: unknown;
}

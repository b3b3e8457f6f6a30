import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { json } from 'node:stream/consumers';
import { manifestBounds, readDocuments } from '@slipway/resources';
import { objectsIn } from './objects.ts';

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** Who calls: the administrator of the kubeconfig acts as them. */
export interface Identity {
  readonly user: string;
  readonly groups?: readonly string[];
}

/** The server's refusal. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(`${String(status)} ${message}`);
    this.status = status;
  }
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[];
  readonly users: readonly { readonly user: Readonly<Record<string, string>> }[];
}

interface ResourceList {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
  }[];
}

/** An API server as tests need it: whole objects by their kind, as anybody. */
export class ClusterApi {
  readonly #server: string;
  readonly #agent: Agent;
  readonly #identity: Identity | undefined;
  readonly #resources: Map<string, Promise<ResourceList>>;

  private constructor(
    server: string,
    agent: Agent,
    identity: Identity | undefined,
    resources: Map<string, Promise<ResourceList>>,
  ) {
    this.#server = server;
    this.#agent = agent;
    this.#identity = identity;
    this.#resources = resources;
  }

  /** The first cluster and user of a kubeconfig whose credentials are certificates. */
  static async open(kubeconfig: string): Promise<ClusterApi> {
    const text = await readFile(kubeconfig, 'utf8');
    const [{ value } = { value: {} }] = readDocuments(kubeconfig, text, manifestBounds);
    const { clusters = [], users = [] } = value as Partial<Kubeconfig>;
    const [cluster, user] = [clusters[0]?.cluster ?? {}, users[0]?.user ?? {}];
    const bytes = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64');
    const agent = new Agent({
      keepAlive: true,
      ca: bytes(cluster['certificate-authority-data']),
      cert: bytes(user['client-certificate-data']),
      key: bytes(user['client-key-data']),
    });
    return new ClusterApi(cluster.server ?? '', agent, undefined, new Map());
  }

  /** The same server, called as somebody else. */
  as(identity: Identity): ClusterApi {
    return new ClusterApi(this.#server, this.#agent, identity, this.#resources);
  }

  /** Server-side apply. @throws Refusal */
  async apply(object: KubernetesObject, { dryRun = false } = {}): Promise<KubernetesObject> {
    const query = `?fieldManager=conformance&force=true&fieldValidation=Strict${dryRun ? '&dryRun=All' : ''}`;
    return this.#call(
      'PATCH',
      `${await this.pathOf(object)}${query}`,
      object,
      'application/apply-patch+yaml',
    );
  }

  /** Server-side apply of all objects of a YAML text, in their order. @throws Refusal */
  async applyAll(text: string): Promise<void> {
    for (const object of objectsIn(text)) await this.apply(object);
  }

  /** @throws Refusal */
  create(path: string, object: object): Promise<KubernetesObject> {
    return this.#call('POST', path, object);
  }

  /** Undefined when there is none. @throws Refusal */
  async get<T = KubernetesObject>(path: string): Promise<T | undefined> {
    try {
      return await this.#call<T>('GET', path);
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return undefined;
      throw error;
    }
  }

  /** @throws Refusal */
  async list<T = KubernetesObject>(path: string): Promise<readonly T[]> {
    return (await this.#call<{ readonly items: readonly T[] }>('GET', path)).items;
  }

  /** @throws Refusal */
  delete(path: string): Promise<unknown> {
    return this.#call('DELETE', `${path}?propagationPolicy=Background`);
  }

  /** A JSON merge patch. @throws Refusal */
  patch(path: string, patch: object): Promise<KubernetesObject> {
    return this.#call('PATCH', path, patch, 'application/merge-patch+json');
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Where an object is, by its kind. */
  async pathOf({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
    const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const known = this.#resources.get(group) ?? this.#call<ResourceList>('GET', group);
    this.#resources.set(group, known);
    known.catch(() => this.#resources.delete(group));
    const resource = (await known).resources.find((one) => one.kind === kind && !one.name.includes('/'));
    if (!resource) throw new Error(`${this.#server} knows no ${kind} of ${apiVersion}`);
    const within = resource.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${group}${within}/${resource.name}/${metadata.name}`;
  }

  #call<T = KubernetesObject>(
    method: string,
    path: string,
    body?: object,
    contentType = 'application/json',
  ): Promise<T> {
    const { user, groups = [] } = this.#identity ?? {};
    return new Promise((resolve, reject) => {
      const sent = request(
        `${this.#server}${path}`,
        {
          method,
          agent: this.#agent,
          timeout: 60_000,
          headers: {
            accept: 'application/json',
            ...(body && { 'content-type': contentType }),
            ...(user !== undefined && { 'impersonate-user': user }),
            ...(groups.length > 0 && { 'impersonate-group': [...groups] }),
          },
        },
        (response) => {
          json(response).then((answer) => {
            const status = response.statusCode ?? 0;
            if (status < 300) resolve(answer as T);
            else reject(new Refusal(status, (answer as { message?: string }).message ?? ''));
          }, reject);
        },
      );
      sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer within a minute`)));
      sent.on('error', reject);
      sent.end(body && JSON.stringify(body));
    });
  }
}

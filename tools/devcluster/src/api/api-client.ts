import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import type { KeyFiles } from '../security/key-folder.ts';
import { callHttps } from './https-call.ts';

/** What every object of Kubernetes has, and whatever else its kind has. */
export interface KubernetesObject {
  readonly [field: string]: unknown;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** The few calls that the tool itself, and specs, make as administrator. */
export interface ApiClient {
  /** The object or list at a path such as `/api/v1/nodes`; undefined when there is none. */
  readonly get: <T>(path: string) => Promise<T | undefined>;
  /** What is at a path as it is, such as a log. */
  readonly text: (path: string) => Promise<string>;
  readonly create: <T>(path: string, object: object) => Promise<T>;
  /** Makes the object be as given: server-side apply as field manager `devcluster`. The namespace of one that has none is left out. */
  readonly apply: (object: KubernetesObject) => Promise<void>;
  /** A JSON merge patch (RFC 7386). */
  readonly patch: (path: string, patch: object) => Promise<void>;
  /** Deletes the object at a path, if there is one. */
  readonly remove: (path: string) => Promise<void>;
  readonly close: () => void;
}

/** The server's answer, when it is not what was asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(method: string, path: string, status: number, body: string) {
    super(`${method} ${path}: ${String(status)} ${body.slice(0, 1_000)}`);
    this.status = status;
  }
}

export async function openApiClient(server: string, authority: string, key: KeyFiles): Promise<ApiClient> {
  const agent = new Agent({
    keepAlive: true,
    ca: await readFile(authority),
    cert: await readFile(key.public),
    key: await readFile(key.private),
  });
  const resources = new Map<string, Promise<ResourceList>>();

  const answerTo = async (
    method: string,
    path: string,
    body?: object,
    contentType?: string,
  ): Promise<string> => {
    const answer = await callHttps({
      method,
      url: `${server}${path}`,
      agent,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(contentType === undefined ? {} : { contentType }),
    });
    if (answer.status >= 300) throw new ApiError(method, path, answer.status, answer.body);
    return answer.body;
  };
  const call = async <T>(...request: Parameters<typeof answerTo>): Promise<T> =>
    JSON.parse(await answerTo(...request)) as T;
  const resourcesOf = (group: string): Promise<ResourceList> => {
    const known = resources.get(group) ?? call<ResourceList>('GET', group);
    resources.set(group, known);
    known.catch(() => resources.delete(group));
    return known;
  };

  return {
    async get(path) {
      try {
        return await call('GET', path);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return undefined;
        throw error;
      }
    },
    text: (path) => answerTo('GET', path),
    create: (path, object) => call('POST', path, object),
    async apply(object) {
      const group = object.apiVersion.includes('/')
        ? `/apis/${object.apiVersion}`
        : `/api/${object.apiVersion}`;
      const list = await resourcesOf(group);
      const resource = list.resources.find(({ name, kind }) => kind === object.kind && !name.includes('/'));
      if (!resource) throw new Error(`${server} knows no ${object.kind} of ${object.apiVersion}`);
      const { namespace = 'default', name, ...metadata } = object.metadata;
      const within = resource.namespaced ? `/namespaces/${namespace}` : '';
      const placed = {
        ...object,
        metadata: { name, ...metadata, ...(resource.namespaced ? { namespace } : {}) },
      };
      const path = `${group}${within}/${resource.name}/${name}?fieldManager=devcluster&force=true`;
      await call('PATCH', path, placed, 'application/apply-patch+yaml');
    },
    async patch(path, patch) {
      await call('PATCH', path, patch, 'application/merge-patch+json');
    },
    async remove(path) {
      try {
        await call('DELETE', path);
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 404)) throw error;
      }
    },
    close() {
      agent.destroy();
    },
  };
}

interface ResourceList {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
  }[];
}

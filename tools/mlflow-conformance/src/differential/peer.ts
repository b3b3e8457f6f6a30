import { masked } from './masked.ts';
import type { Answer, Body, Step } from './step.ts';

/** One of the two servers, with what the names of the steps are called there. */
export class Peer {
  readonly name: string;
  private readonly url: string;
  private readonly ids = new Map<string, string>();
  private readonly names = new Map<string, string>();

  constructor(name: string, url: string) {
    this.name = name;
    this.url = url;
  }

  /** Sends a step; the raw JSON of the answer is for `call`'s caller to take ids from. */
  async call(step: Step): Promise<Answer & { readonly raw: Body }> {
    const { method, root = '/api/2.0/mlflow', query = {}, body } = step;
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query))
      for (const each of Array.isArray(value) ? (value as unknown[]) : [value])
        search.append(key, this.resolved(typeof each === 'string' ? each : JSON.stringify(each)));
    const target = `${this.url}${root}/${this.resolved(step.path)}${search.size > 0 ? `?${search.toString()}` : ''}`;
    const response = await fetch(target, {
      method,
      signal: AbortSignal.timeout(60_000),
      ...(body === undefined
        ? {}
        : {
            headers: { 'Content-Type': 'application/json' },
            body: this.resolved(JSON.stringify(body)),
          }),
    });
    const text = await response.text();
    const raw = parsed(text);
    return {
      status: response.status,
      raw: typeof raw === 'object' && raw !== null ? (raw as Body) : {},
      body: masked(raw, (id) => this.names.get(id)),
    };
  }

  /** From now on `name` is called `id` here. */
  learn(name: string, id: string): void {
    this.ids.set(name, id);
    this.names.set(id, name);
  }

  private resolved(text: string): string {
    return text.replaceAll(/<(?:run|logged|webhook|token) \d+>/g, (name) => this.ids.get(name) ?? name);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.startsWith('<') ? '<page>' : text;
  }
}

import type { DoubleApp } from './app-routes.ts';
import { json, notFound, type DoubleAnswer, type DoubleRoutes, type Permissions } from './double-call.ts';
import type { GitHubDescription } from './github-description.ts';

/** What a form of GitHub's manifest flow sends. */
export interface SentManifest {
  readonly name: string;
  readonly url: string;
  readonly redirect_url: string;
  readonly hook_attributes: { readonly url: string; readonly active: boolean };
  readonly default_permissions: Permissions;
  readonly default_events: readonly string[];
}

/** An event can be subscribed to by who has the permission. */
const needs: Readonly<Record<string, string>> = {
  ...{ push: 'contents', pull_request: 'pull_requests', pull_request_review: 'pull_requests' },
  ...{ check_run: 'checks', merge_group: 'merge_queues', issue_comment: 'issues' },
};

/** GitHub's page that makes Apps of manifests, and the call that gives them away. */
export class DoubleManifests {
  /** In the order they were made. */
  readonly made: SentManifest[] = [];
  /** Of each App: the same, and told once. */
  readonly webhookSecret = 'e340154128314309424b7c8e90325147d99fdafa';
  readonly #app: DoubleApp;
  readonly #privateKey: string;
  readonly #description: GitHubDescription;
  readonly #codes = new Map<string, number>();

  constructor(app: DoubleApp, privateKey: string, description: GitHubDescription) {
    this.#app = app;
    this.#privateKey = privateKey;
    this.#description = description;
  }

  /**
   * As a person presses *Create GitHub App* on the page that a form has led to. The first App with a webhook becomes that of
   * the double.
   * @param action of the form, with its query
   * @returns where the browser is sent to
   * @throws Error for what GitHub's page would refuse
   */
  register(action: string, manifest: SentManifest): string {
    const { pathname, searchParams } = new URL(action);
    if (!/^(?:\/organizations\/[\w.-]+)?\/settings\/apps\/new$/.test(pathname))
      throw new Error(`no Apps are made at ${pathname}`);
    this.#check(manifest);
    if (manifest.hook_attributes.active) {
      this.#app.permissions = manifest.default_permissions;
      this.#app.events = manifest.default_events;
      this.#app.hook = { ...this.#app.hook, url: manifest.hook_attributes.url };
    }
    this.made.push(manifest);
    const code = `a180b1a3d263c81bc6441d7b990bae27d4c1067${String(this.made.length)}`;
    this.#codes.set(code, this.made.length - 1);
    const back = new URL(manifest.redirect_url);
    back.searchParams.set('code', code);
    back.searchParams.set('state', searchParams.get('state') ?? '');
    return back.href;
  }

  /** As an hour passes. */
  expireCodes(): void {
    this.#codes.clear();
  }

  routes(): DoubleRoutes {
    return {
      'POST /app-manifests/{code}/conversions': {
        open: true,
        answer: ({ parameters: { code = '' } }) => this.#convert(code),
      },
    };
  }

  #convert(code: string): DoubleAnswer {
    const place = this.#codes.get(code);
    const manifest = this.made[place ?? -1];
    if (place === undefined || manifest === undefined) return notFound;
    this.#codes.delete(code);
    const slug = manifest.name.toLowerCase().replaceAll(/[^\w]+/g, '-');
    const example = this.#description.example('integration-from-manifest');
    const app = {
      ...{ id: this.#app.id + place, slug, name: manifest.name, html_url: `https://github.com/apps/${slug}` },
      ...{ owner: { ...(example.owner as object), ...this.#app.owner }, pem: this.#privateKey },
      ...{ permissions: manifest.default_permissions, events: manifest.default_events },
      webhook_secret: manifest.hook_attributes.active ? this.webhookSecret : null,
    };
    return json({ ...example, ...app }, 201);
  }

  #check({ name, default_permissions: permissions, default_events: events, ...urls }: SentManifest): void {
    if (name.length === 0 || name.length > 34) throw new Error('a name has 34 characters at most');
    for (const url of [urls.url, urls.redirect_url, urls.hook_attributes.url]) new URL(url);
    const known = this.#description.fieldsOf('app-permissions');
    for (const permission of Object.keys(permissions))
      if (!known.includes(permission)) throw new Error(`there is no permission ${permission}`);
    for (const event of events)
      if (permissions[needs[event] ?? ''] === undefined)
        throw new Error(`${event} is for Apps that have ${needs[event] ?? 'another permission'}`);
  }
}

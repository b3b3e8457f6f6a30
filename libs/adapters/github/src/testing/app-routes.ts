import { json, notFound, type DoubleAnswer, type DoubleRoutes, type Permissions } from './double-call.ts';
import type { GitHubDescription } from './github-description.ts';

type Fields = Record<string, unknown>;

/** Of the App in the repository. */
const installationId = 77;

/** The App, as its owner has registered and installed it: tests change what they are about. */
export class DoubleApp {
  readonly id: number;
  slug = 'slipway-acme';
  readonly owner = { login: 'acme', type: 'Organization' };
  permissions: Permissions = {
    ...{ metadata: 'read', checks: 'write', pull_requests: 'write', contents: 'write', statuses: 'write' },
    ...{ deployments: 'write', merge_queues: 'write', members: 'read', issues: 'read' },
  };
  events: readonly string[] = [
    ...['push', 'pull_request', 'pull_request_review', 'check_run', 'issue_comment', 'merge_group'],
  ];
  /** What was accepted where it is installed; undefined: everything that it asks for. */
  accepted: { readonly permissions?: Permissions; readonly events?: readonly string[] } = {};
  selection: 'all' | 'selected' = 'selected';
  suspendedAt: string | undefined;
  /** Undefined: it has no webhook. */
  hook: Fields | undefined = {
    ...{ url: 'https://slipway.example/webhooks/github', content_type: 'json' },
    ...{ insecure_ssl: '0', secret: '********' },
  };
  /** Of each branch of the repository. */
  rules: readonly Fields[] = [];
  readonly #description: GitHubDescription;
  readonly #isInstalledIn: (repository: string) => boolean;

  /** @param isInstalledIn asked with the full name of a repository */
  constructor(id: number, description: GitHubDescription, isInstalledIn: (repository: string) => boolean) {
    this.id = id;
    this.#description = description;
    this.#isInstalledIn = isInstalledIn;
  }

  get granted(): Permissions {
    return this.accepted.permissions ?? this.permissions;
  }

  /** As the owner of the App takes a permission back. */
  revoke(permission: string): void {
    this.permissions = without(this.permissions, permission);
  }

  /** Why there are no tokens of this installation that may do so. */
  refusalOf(installation: string | undefined, wanted: Permissions): DoubleAnswer | undefined {
    if (installation !== String(installationId)) return notFound;
    if (this.suspendedAt !== undefined)
      return json({ message: 'This installation has been suspended', documentation_url: '' }, 403);
    const tooMuch = Object.entries(wanted).some(([name, right]) => {
      const granted = this.granted[name];
      return granted !== 'write' && granted !== right;
    });
    const message = 'The permissions requested are not granted to this installation.';
    return tooMuch ? json({ message, documentation_url: '' }, 422) : undefined;
  }

  routes(): DoubleRoutes {
    return {
      'GET /app': { answer: () => json(this.#view()) },
      'GET /app/hook/config': { answer: () => (this.hook === undefined ? notFound : json(this.hook)) },
      'GET /repos/{owner}/{repo}/installation': {
        answer: ({ parameters: { owner = '', repo = '' } }) =>
          this.#isInstalledIn(`${owner}/${repo}`) ? json(this.#installation()) : notFound,
      },
      'GET /repos/{owner}/{repo}/rules/branches/{branch}': {
        needs: { metadata: 'read' },
        answer: () => json(this.rules.map((rule) => ({ ...ruleset, ...rule }))),
      },
    };
  }

  #view(): Fields {
    const { id, slug, permissions, events } = this;
    const example = this.#description.example('integration');
    return {
      ...example,
      ...{ id, slug, name: slug, permissions, events, html_url: `https://github.com/apps/${slug}` },
      owner: { ...(example.owner as Fields), ...this.owner },
    };
  }

  #installation(): Fields {
    return {
      ...this.#description.example('installation'),
      ...{ id: installationId, app_id: this.id, app_slug: this.slug, repository_selection: this.selection },
      ...{ permissions: this.granted, events: this.accepted.events ?? this.events },
      html_url: `https://github.com/organizations/acme/settings/installations/${String(installationId)}`,
      suspended_at: this.suspendedAt ?? null,
    };
  }
}

const without = (permissions: Permissions, taken: string): Permissions =>
  Object.fromEntries(Object.entries(permissions).filter(([name]) => name !== taken));

const ruleset = { ruleset_source_type: 'Repository', ruleset_source: 'acme/environment', ruleset_id: 42 };

import type { Permissions } from '../client/github-client.ts';
import { webhookUrlOf } from './hook-findings.ts';
import { neededEvents, permissionsOf, type AppPart } from './needed-permissions.ts';

/** What GitHub makes an App of; see "Registering a GitHub App from a manifest" in its documentation. */
export interface AppManifest {
  readonly name: string;
  readonly description: string;
  readonly url: string;
  readonly public: false;
  readonly redirect_url?: string;
  readonly hook_attributes: { readonly url: string; readonly active: boolean };
  readonly default_permissions: Permissions;
  readonly default_events: readonly string[];
}

export interface ManifestOptions {
  /** What the App is for; only one that is for `checks` takes webhooks. */
  readonly parts: readonly AppPart[];
  readonly name: string;
  /** Address of Slipway for people. */
  readonly publicUrl: string;
  /** Where GitHub sends the browser when the App is made, with a code. */
  readonly redirectUrl?: string;
}

/** Characters of the name of an App. */
export const longestName = 34;

const tasks: Readonly<Record<AppPart, string>> = {
  checks: 'plans pull requests and tells who has to approve them',
  committer: 'writes the environment repository',
  deploy: 'tells how far merges are',
};

/** An App that may do what its parts need and no more. Its owner may still change the name. */
export function appManifest({ parts, name, publicUrl, redirectUrl }: ManifestOptions): AppManifest {
  const active = parts.includes('checks');
  const permissions = permissionsOf(parts).map(({ name: permission, right }) => [permission, right] as const);
  return {
    name,
    description: `Slipway: ${parts.map((part) => tasks[part]).join('; ')}`,
    url: publicUrl,
    public: false,
    ...(redirectUrl === undefined ? {} : { redirect_url: redirectUrl }),
    hook_attributes: { url: webhookUrlOf(publicUrl), active },
    default_permissions: { metadata: 'read', ...Object.fromEntries(permissions) },
    default_events: active ? neededEvents.map(({ name: event }) => event) : [],
  };
}

/** Where a manifest is posted to: `https://github.com/organizations/acme/settings/apps/new`, as a form. */
export function registrationUrl(apiUrl: string, organisation: string | undefined): string {
  const whose = organisation === undefined ? '' : `/organizations/${encodeURIComponent(organisation)}`;
  return `${webUrlOf(apiUrl)}${whose}/settings/apps/new`;
}

/** The address for people of the server with this API: `https://api.github.com`, or `https://github.example/api/v3`. */
function webUrlOf(apiUrl: string): string {
  const { protocol, host } = new URL(apiUrl);
  return `${protocol}//${host.replace(/^api\./, '')}`;
}

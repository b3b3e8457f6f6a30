import type { Clock } from '@slipway/kernel';
import { GitHubClient } from '../client/github-client.ts';
import { MadeAppAnswer } from './app-answers.ts';
import { pagesOf } from './app-pages.ts';

/** An App that GitHub has just made. `privateKey` and `webhookSecret` are secrets that it tells this once. */
export interface MadeApp {
  readonly id: number;
  readonly name: string;
  /** Where it is installed in repositories. */
  readonly installPage: string;
  readonly settingsPage: string;
  /** PEM. */
  readonly privateKey: string;
  /** Undefined for one without a webhook. */
  readonly webhookSecret: string | undefined;
}

/**
 * Exchanges the code that GitHub sends back with the browser for the App that it has made of the manifest.
 * @throws NotFoundError or InvalidInputError for a code that is used up, older than an hour, or none; UnavailableError
 */
export async function convertManifest(
  { apiUrl, clock }: { readonly apiUrl: string; readonly clock: Clock },
  code: string,
): Promise<MadeApp> {
  const client = new GitHubClient({ credentials: { kind: 'nobody' }, apiUrl, clock });
  const made = await client.request(
    { method: 'POST', path: '/app-manifests/{code}/conversions', parameters: { code } },
    MadeAppAnswer,
  );
  const { settings, install } = pagesOf(made);
  return {
    ...{ id: made.id, name: made.name, settingsPage: settings, installPage: install },
    ...{ privateKey: made.pem, webhookSecret: made.webhook_secret ?? undefined },
  };
}

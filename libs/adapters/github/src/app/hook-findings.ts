import type { HookConfigAnswer, HookDeliveryAnswer } from './app-answers.ts';
import { note, ok, problem, type Finding } from '@slipway/kernel';

/** Where the service takes deliveries, below its public address. */
export const webhookPath = '/webhooks/github';

/** Where GitHub has to send deliveries, by the address of Slipway for people. */
export const webhookUrlOf = (publicUrl: string): string => `${publicUrl.replace(/\/+$/, '')}${webhookPath}`;

/** How the webhook of an App is set. @param publicUrl of Slipway, undefined when it is not known here */
export function hookFindings(
  { url = '', content_type: contentType, secret, insecure_ssl: insecure }: HookConfigAnswer,
  publicUrl: string | undefined,
  settingsPage: string,
): readonly Finding[] {
  const wrong: Finding[] = [];
  if (url === '')
    return [
      problem('webhook', 'the App has none', `set its URL to PUBLIC_URL${webhookPath} at ${settingsPage}`),
    ];
  const expected = publicUrl === undefined ? undefined : webhookUrlOf(publicUrl);
  if (expected !== undefined && !isSame(url, expected))
    wrong.push(problem('webhook', `it sends to ${url}`, `set its URL to ${expected} at ${settingsPage}`));
  if (expected === undefined && !new RegExp(`${webhookPath}/?$`).test(url))
    wrong.push(
      problem('webhook', `it sends to ${url}`, `its URL ends with ${webhookPath}: set it at ${settingsPage}`),
    );
  if (contentType !== 'json')
    wrong.push(
      problem(
        'webhook',
        `its content type is ${contentType ?? 'form'}`,
        `choose application/json at ${settingsPage}`,
      ),
    );
  if (String(insecure ?? '0') !== '0')
    wrong.push(
      problem(
        'webhook',
        'GitHub does not check the certificate of the server',
        `enable SSL verification at ${settingsPage}`,
      ),
    );
  if (secret === undefined || secret === null || secret === '')
    wrong.push(
      problem('webhook', 'it has no secret', `set one of those in the file of secrets at ${settingsPage}`),
    );
  if (wrong.length > 0) return wrong;
  if (expected === undefined)
    return [note('webhook', `it sends to ${url}`, 'set SLIPWAY_PUBLIC_URL to have it compared')];
  return [ok('webhook', url)];
}

const isSame = (one: string, other: string): boolean => one.replace(/\/$/, '') === other.replace(/\/$/, '');

/** What became of the deliveries that GitHub tells of. @param deliveries newest first */
export function deliveryFinding(deliveries: readonly HookDeliveryAnswer[], settingsPage: string): Finding {
  const [newest] = deliveries;
  if (newest === undefined)
    return note('deliveries', 'GitHub has sent none yet', 'open a pull request, or push to a branch');
  const failed = deliveries.filter(({ status_code: code }) => code < 200 || code > 299);
  const count = String(deliveries.length);
  const [last] = failed;
  if (last === undefined) return ok('deliveries', `the last ${count} got through`);
  const found = `${String(failed.length)} of the last ${count} did not get through; the newest of them, ${last.event} at ${last.delivered_at}: ${last.status} (${String(last.status_code)})`;
  if (last !== newest)
    return note('deliveries', found, `later ones did; ${settingsPage}/advanced shows what was answered`);
  return problem('deliveries', found, `${adviceFor(last.status_code)}; ${settingsPage}/advanced shows more`);
}

function adviceFor(status: number): string {
  if (status === 401) return 'compare the secret of the webhook with the file of secrets';
  if (status === 404 || status === 405) return 'the URL leads to something else than the service';
  if (status === 413) return 'a proxy before the service takes no bodies of 25 MB';
  if (status === 415) return 'choose content type application/json';
  return 'is the service running, and reachable from GitHub over HTTPS?';
}

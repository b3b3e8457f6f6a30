import type { DeliveryAttempt } from '@slipway/deliveries';
import { InvalidInputError, NotFoundError, UnavailableError } from '@slipway/kernel';
import type { HookDeliveries } from '@slipway/ports';
import { z } from 'zod';
import type { GitHubClient } from './client/github-client.ts';

const hookPath = /^(?:app|orgs\/[\w.-]+\/hooks\/\d+|repos\/[\w.-]+\/[\w.-]+\/hooks\/\d+)$/;

/** The fields that are needed of an entry of GitHub's list. */
const Entry = z.object({
  id: z.string(),
  guid: z.string(),
  event: z.string(),
  delivered_at: z.iso.datetime({ offset: true }),
});
const Entries = z.array(Entry);

/**
 * The deliveries of a hook: `app`, `orgs/acme/hooks/1` or `repos/acme/environment/hooks/1`, as paths of GitHub's API.
 * @throws InvalidInputError for another path
 */
export function hookDeliveries(client: GitHubClient, hook: string): HookDeliveries {
  if (!hookPath.test(hook)) {
    throw new InvalidInputError(
      `${JSON.stringify(hook)} is no hook: expected app, orgs/OWNER/hooks/ID or repos/OWNER/NAME/hooks/ID`,
    );
  }
  const deliveries = `/${hook === 'app' ? 'app/hook' : hook}/deliveries`;
  return {
    hook,

    now: async () => {
      const { headers } = await client.call('GET', `${deliveries}?per_page=1`);
      const there = Date.parse(String(headers.date));
      if (Number.isNaN(there)) throw new UnavailableError('GitHub did not tell the time in its answer');
      return new Date(there);
    },

    attempts: (since) => attemptsOf(client, deliveries, since),

    redeliver: async (attempt) => {
      try {
        await client.call('POST', `${deliveries}/${attempt}/attempts`);
        return true;
      } catch (error) {
        if (error instanceof NotFoundError || error instanceof InvalidInputError) return false;
        throw error;
      }
    },
  };
}

async function* attemptsOf(
  client: GitHubClient,
  deliveries: string,
  since: Date,
): AsyncGenerator<DeliveryAttempt> {
  let page: string | undefined = `${deliveries}?per_page=100`;
  while (page !== undefined) {
    const { text, headers } = await client.call('GET', page);
    for (const { id, guid, event, delivered_at } of entriesIn(text)) {
      const deliveredAt = new Date(delivered_at);
      if (deliveredAt < since) return;
      yield { attempt: id, id: guid.toLowerCase(), event, deliveredAt };
    }
    page = nextOf(String(headers.link ?? ''));
  }
}

/** The entries of a page; `id` as the digits that were sent, however many. */
function entriesIn(text: string): z.output<typeof Entries> {
  let value: unknown;
  try {
    value = JSON.parse(text, (key, parsed: unknown, context?: { readonly source?: string }) =>
      key === 'id' && typeof parsed === 'number' ? context?.source : parsed,
    );
  } catch (error) {
    throw new UnavailableError('GitHub did not send its list of deliveries to the end', { cause: error });
  }
  const entries = Entries.safeParse(value);
  if (!entries.success)
    throw new UnavailableError('GitHub sent a list of deliveries that is none', {
      cause: entries.error.message,
    });
  return entries.data;
}

/** The URL of the next page in a `Link` header (RFC 8288). */
function nextOf(link: string): string | undefined {
  return /<([^>]+)>;\s*rel="next"/.exec(link)?.[1];
}

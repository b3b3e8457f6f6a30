import { messagesOf, type Occurrence } from '@slipway/notifications';
import type { NotificationDeps } from './notification-deps.ts';

/** Occurrences of each source in one transaction. */
const limit = 500;

/**
 * Writes into the outbox what the rules of `slipway.yaml` want to be told of what has happened since the last pass.
 * @throws InvalidInputError while `slipway.yaml` is not understood: what happens then is told when it is mended
 */
export async function followOccurrences(
  { feed, settings, repository, clock, publicUrl }: NotificationDeps,
  over: AbortSignal,
): Promise<void> {
  const rules = (await settings())?.spec.notifications ?? [];
  let more = true;
  while (more && !over.aborted) {
    const now = clock.now();
    const taken = await feed.take({ repository, now, limit }, (occurrences) =>
      messagesOf(
        occurrences.map((occurrence) => withWholeLink(occurrence, publicUrl)),
        rules,
        now,
      ),
    );
    more = taken.more;
  }
}

function withWholeLink(occurrence: Occurrence, publicUrl: string | undefined): Occurrence {
  const { link } = occurrence;
  if (link?.startsWith('/') !== true) return occurrence;
  return { ...occurrence, link: publicUrl && publicUrl.replace(/\/$/, '') + link };
}

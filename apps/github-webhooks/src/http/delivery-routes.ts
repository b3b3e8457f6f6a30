import { deliveryEndpoints, type DeliverySelection } from '@slipway/contracts';
import { InvalidInputError, NotFoundError } from '@slipway/kernel';
import type { DeliveryFilter, DeliveryLedger, DeliveryRecord } from '@slipway/ports';
import { route, type Route } from '@slipway/service';
import type { GithubWebhooksDeps } from '../github-webhooks-deps.ts';
import { deliveryView } from './delivery-view.ts';

type Deps = Pick<GithubWebhooksDeps, 'ledger' | 'clock' | 'logger'>;

/** @param onReplayed called when deliveries were queued again. */
export function deliveryRoutes({ ledger, clock, logger }: Deps, onReplayed: () => void): readonly Route[] {
  return [
    route(deliveryEndpoints.listDeliveries, async ({ query: { limit, cursor, ...selection } }) => {
      const before = cursor === undefined ? undefined : sequenceOf(cursor);
      const found = await ledger.list(filterOf(selection), { before, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map(deliveryView),
        ...(found.length > limit && last ? { cursor: String(last.sequence) } : {}),
      };
    }),
    route(deliveryEndpoints.getDelivery, async ({ params: { delivery } }) =>
      deliveryView(await found(ledger, delivery)),
    ),
    route(deliveryEndpoints.getDeliveryPayload, async ({ params: { delivery } }) => {
      await found(ledger, delivery);
      const payload = await ledger.payload(delivery);
      if (!payload)
        throw new NotFoundError(`the payload of delivery ${delivery} is not kept any more`, {
          details: { delivery },
        });
      return oneChunk(payload);
    }),
    route(deliveryEndpoints.replayDeliveries, async ({ body: { ids, filter, limit, dryRun }, principal }) => {
      const chosen = await chosenOf(ledger, ids, filter, limit);
      if (dryRun) return { items: chosen.map(deliveryView) };
      const replayed = new Set(
        await ledger.replay(
          chosen.map(({ id }) => id),
          clock.now(),
        ),
      );
      logger.info('deliveries are replayed', { by: principal.name, count: replayed.size });
      if (replayed.size > 0) onReplayed();
      return { items: chosen.filter(({ id }) => replayed.has(id)).map(deliveryView) };
    }),
  ];
}

async function found(ledger: DeliveryLedger, id: string): Promise<DeliveryRecord> {
  const record = await ledger.find(id);
  if (!record) throw new NotFoundError(`there is no delivery ${id}`, { details: { delivery: id } });
  return record;
}

/** The deliveries to replay, oldest first; those that wait anyway are not among them. */
async function chosenOf(
  ledger: DeliveryLedger,
  ids: readonly string[] | undefined,
  filter: DeliverySelection | undefined,
  limit: number,
): Promise<readonly DeliveryRecord[]> {
  if ((ids === undefined) === (filter === undefined))
    throw new InvalidInputError('name deliveries by ids or by a filter, and not by both');
  const records =
    ids === undefined
      ? await ledger.list(filterOf(filter ?? {}), { limit })
      : await Promise.all([...new Set(ids.map((id) => id.toLowerCase()))].map((id) => found(ledger, id)));
  return records
    .filter(({ state }) => state !== 'pending')
    .sort((one, other) => one.sequence - other.sequence);
}

function filterOf({ state, event, repository, since, until }: DeliverySelection): DeliveryFilter {
  const at = (time: string | undefined): Date | undefined =>
    time === undefined ? undefined : new Date(time);
  return { state, event, repository, since: at(since), until: at(until) };
}

function sequenceOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new InvalidInputError('this is no cursor of a list of deliveries');
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream of one piece
async function* oneChunk(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

import { deliveryEndpoints, type DeliveryView } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import { hashToken, route, serveHttp, tokensOf, type HttpServer } from '@slipway/service';
import { quietLogger } from '@slipway/testing';

/** What a server has in its ledger of deliveries, and what it was asked to replay. */
export interface FakeLedger {
  readonly deliveries: readonly DeliveryView[];
  readonly replays: unknown[];
}

const delivery = (place: number, change: Partial<DeliveryView>): DeliveryView => ({
  id: `00000000-0000-4000-8000-00000000000${String(place)}`,
  event: 'push',
  repository: 'acme/environment',
  owner: 'acme',
  ref: 'refs/heads/main',
  bytes: 7_741,
  receivedAt: '2026-03-01T11:58:00.000Z',
  state: 'handled',
  failures: 0,
  reason: 'those who follow the environment repository were woken',
  settledAt: '2026-03-01T11:58:01.000Z',
  replays: 0,
  ...change,
});

export const exampleLedger = (): FakeLedger => ({
  deliveries: [
    delivery(3, {}),
    delivery(2, {
      event: 'pull_request',
      action: 'opened',
      number: 7,
      state: 'dead',
      failures: 8,
      reason: 'it is poison',
    }),
    delivery(1, { event: 'ping', ref: undefined, state: 'pending', failures: 2, settledAt: undefined }),
  ],
  replays: [],
});

/** A server that answers out of this ledger. */
export function startFakeDeliveries({ deliveries, replays }: FakeLedger): Promise<HttpServer> {
  const found = (id: string): DeliveryView => {
    const view = deliveries.find((each) => each.id === id);
    if (!view) throw new NotFoundError(`there is no delivery ${id}`);
    return view;
  };
  const routes = [
    route(deliveryEndpoints.listDeliveries, ({ query: { state, event, limit, cursor } }) => {
      const all = deliveries.filter(
        (each) => (state ?? each.state) === each.state && (event ?? each.event) === each.event,
      );
      const from = Number(cursor ?? 0);
      const next = from + limit < all.length ? { cursor: String(from + limit) } : {};
      return Promise.resolve({ items: all.slice(from, from + limit), ...next });
    }),
    route(deliveryEndpoints.getDelivery, ({ params }) => Promise.resolve(found(params.delivery))),
    route(deliveryEndpoints.getDeliveryPayload, ({ params }) => {
      const { ref } = found(params.delivery);
      return Promise.resolve(ReadableStream.from([Buffer.from(JSON.stringify({ ref }))]));
    }),
    route(deliveryEndpoints.replayDeliveries, ({ body }) => {
      replays.push(body);
      return Promise.resolve({ items: deliveries.filter(({ state }) => state === 'dead') });
    }),
  ];
  return serveHttp({
    services: [
      {
        ...{ name: 'github-webhooks', routes, mounts: [] },
        ...{
          start: () => Promise.resolve(),
          stop: () => Promise.resolve(),
          checkReady: () => Promise.resolve(),
        },
      },
    ],
    host: '127.0.0.1',
    port: 0,
    tokens: tokensOf([{ name: 'admin', grants: [{ role: 'admin' }], sha256: hashToken('admin-token') }]),
    logger: quietLogger,
    metrics: {
      count: () => undefined,
      observe: () => undefined,
      gauge: () => undefined,
      expose: () => Promise.resolve(''),
    },
  });
}

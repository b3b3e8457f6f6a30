import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@slipway/testing';

export interface Received {
  readonly id: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** `entity.action` */
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A receiver of webhooks on this machine. */
export interface WebhookReceiver {
  readonly url: string;
  /** In the order they came. */
  readonly received: readonly Received[];
  /** How the next requests are answered; 'never' holds them until the end. Default 200. */
  answer(reply: (request: Received) => Reply | 'never'): void;
  /** Resolves when so many requests have come. */
  waitFor(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  let reply: (request: Received) => Reply | 'never' = () => ({ status: 200, body: 'thanks' });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { entity, action, data } = JSON.parse(body) as {
        entity: string;
        action: string;
        data: Record<string, unknown>;
      };
      const { headers, url = '' } = request;
      const id = String(headers['x-mlflow-delivery-id']);
      const one: Received = { id, path: url, headers, body, event: `${entity}.${action}`, data };
      received.push(one);
      const answer = reply(one);
      if (answer === 'never') return;
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    received,
    answer: (next) => {
      reply = next;
    },
    waitFor: async (count) => {
      await until(`${String(count)} requests at the receiver`, () => received.length >= count);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

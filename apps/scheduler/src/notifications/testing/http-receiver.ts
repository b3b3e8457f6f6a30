import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@slipway/testing';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of webhooks on this machine. */
export interface HttpReceiver {
  readonly url: string;
  /** In the order they came. */
  readonly received: readonly ReceivedRequest[];
  /** How the next requests are answered, 'never' holds them until the end. Default 200. */
  answer(reply: (request: ReceivedRequest) => number | 'never'): void;
  /** Resolves when so many requests have come. */
  waitFor(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startHttpReceiver(): Promise<HttpReceiver> {
  const received: ReceivedRequest[] = [];
  let reply: (request: ReceivedRequest) => number | 'never' = () => 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers, url: path = '' } = request;
      const one = { path, headers, body: Buffer.concat(chunks).toString() };
      received.push(one);
      const status = reply(one);
      if (status !== 'never') response.writeHead(status).end();
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

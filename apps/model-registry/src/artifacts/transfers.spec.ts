import { once } from 'node:events';
import { truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openArtifactStore, parseStoreUri } from '@slipway/artifacts';
import type { ArtifactStore } from '@slipway/ports';
import { quietLogger, temporaryDirectory, until, type TemporaryDirectory } from '@slipway/testing';
import type { RegistryContext } from '../context.ts';
import { answerError } from '../protocol/answer-error.ts';
import type { StreamExchange } from '../protocol/mlflow-endpoint.ts';
import { receiveArtifact } from './receive-artifact.ts';
import { sendArtifact } from './send-artifact.ts';

const large = 64 * 1024 * 1024;
let server: Server | undefined;
let directory: TemporaryDirectory | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await directory?.remove();
});

/** Serves one artifact, `key`, of a directory, within these bounds. */
async function serve(settings: { maxBytes: number; silence: number }): Promise<{
  readonly port: number;
  readonly store: ArtifactStore;
}> {
  directory = await temporaryDirectory();
  const store = await openArtifactStore(parseStoreUri(directory.path), {});
  const context = { artifactSettings: { ...settings, downloadSeconds: 1 } } as unknown as RegistryContext;
  server = createServer((request, response) => {
    const exchange = { request, response } as unknown as StreamExchange;
    const place = { store, key: 'key' };
    const done =
      request.method === 'PUT'
        ? receiveArtifact(context, exchange, place).then(() => response.end('stored'))
        : sendArtifact(context, exchange, place, 'key');
    done.catch((error: unknown) => {
      answerError(response, error, quietLogger);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, store };
}

async function* zeros(bytes: number): AsyncGenerator<Buffer, void, void> {
  for (let sent = 0; sent < bytes; sent += 1_048_576) yield await Promise.resolve(Buffer.alloc(1_048_576));
}

describe('a client', () => {
  it('that takes nothing of an artifact is cut', async () => {
    const { port, store } = await serve({ maxBytes: large, silence: 200 });
    await store.put('key', zeros(large), { maxBytes: large });
    const socket = connect(port, '127.0.0.1');
    socket.pause().write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'connect');
    const connections = async (): Promise<number> =>
      new Promise((resolve) => {
        server?.getConnections((_, count) => {
          resolve(count);
        });
      });
    await until('the connection is there', async () => (await connections()) === 1);
    await until('the connection has gone', async () => (await connections()) === 0);
    socket.destroy();
  });

  it('that sends nothing of an artifact is told so, and nothing stays', async () => {
    const { port, store } = await serve({ maxBytes: large, silence: 100 });
    const socket = connect(port, '127.0.0.1');
    socket.write('PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n123');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 .*Connection: close.*nothing arrived for 0\.1 s/s);
    await expect(store.stat('key')).rejects.toThrow('no such artifact');
  });

  it.each([
    'Content-Length: 11\r\n\r\n12345678901',
    'Transfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n',
  ])('that sends too much is told so: %j', async (body) => {
    const { port, store } = await serve({ maxBytes: 10, silence: 1000 });
    const socket = connect(port, '127.0.0.1');
    socket.write(`PUT / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${body}`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 .*the body is larger than 10 bytes/s);
    await expect(store.stat('key')).rejects.toThrow('no such artifact');
  });

  it.each(['with', 'without'])(
    'gets no whole answer of an artifact %s a checksum that is cut off',
    async (how) => {
      const { port, store } = await serve({ maxBytes: large, silence: 10_000 });
      if (how === 'with') await store.put('key', zeros(large), { maxBytes: large });
      else await writeFile(`${directory?.path ?? ''}/key`, Buffer.alloc(large));
      const response = await fetch(`http://127.0.0.1:${String(port)}`);
      await truncate(`${directory?.path ?? ''}/key`, 1_048_576);
      await expect(response.bytes()).rejects.toThrow();
    },
  );
});

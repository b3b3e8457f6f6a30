import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Connection } from './connection.ts';

describe('a connection', () => {
  let server: Server | undefined;
  let connection: Connection | undefined;

  afterEach(async () => {
    connection?.close();
    server?.close();
    if (server !== undefined) await once(server, 'close');
  });

  async function connectTo(listener: RequestListener): Promise<Connection> {
    server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    connection = new Connection(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
    return connection;
  }

  it('sends one request after the other over the same socket', async () => {
    const sockets = new Set<unknown>();
    const opened = await connectTo((request, response) => {
      sockets.add(request.socket);
      void text(request).then((body) =>
        response.end(`${String(request.method)} ${String(request.url)} ${body}`),
      );
    });
    expect(await opened.send('POST', '/a', 'ü')).toBe('POST /a ü');
    expect(await opened.send('GET', '/b?c=d')).toBe('GET /b?c=d ');
    expect(sockets.size).toBe(1);
  });

  it('reads answers that come in pieces, with their length or without', async () => {
    const whole = 'ü'.repeat(100_000);
    const opened = await connectTo((request, response) => {
      if (request.url === '/length') response.setHeader('Content-Length', Buffer.byteLength(whole));
      for (let at = 0; at < whole.length; at += 1000) response.write(whole.slice(at, at + 1000));
      response.end();
    });
    expect(await opened.send('GET', '/length')).toBe(whole);
    expect(await opened.send('GET', '/chunks')).toBe(whole);
  });

  it('is opened again after the server has closed it in a pause', async () => {
    const opened = await connectTo((request, response) => response.end(String(request.url)));
    expect(await opened.send('GET', '/a')).toBe('/a');
    server?.closeAllConnections();
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    expect(await opened.send('GET', '/b')).toBe('/b');
  });

  it('fails with the body of an answer that is not 200, and when the server goes away', async () => {
    const opened = await connectTo((request, response) => {
      if (request.url === '/gone') request.socket.destroy();
      else response.writeHead(400).end('no such thing');
    });
    await expect(opened.send('GET', '/')).rejects.toThrow('HTTP/1.1 400 Bad Request: no such thing');
    await expect(opened.send('GET', '/gone')).rejects.toThrow('The server closed the connection.');
  });
});

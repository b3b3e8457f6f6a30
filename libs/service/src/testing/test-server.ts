import { connect } from 'node:net';
import { serveHttp, type HttpServer, type ServeOptions } from '../http/serve-http.ts';
import { recordingLogger, recordingMetrics, tokensFor } from './example-service.ts';

const open: HttpServer[] = [];

/** A real server on a free port; `closeServers` in `afterEach` ends it. */
export async function startServer(options: Partial<ServeOptions>): Promise<HttpServer> {
  const server = await serveHttp({
    services: [],
    host: '127.0.0.1',
    port: 0,
    tokens: tokensFor({}),
    logger: recordingLogger().logger,
    metrics: recordingMetrics().metrics,
    ...options,
  });
  open.push(server);
  return server;
}

export async function closeServers(): Promise<void> {
  await Promise.all(open.splice(0).map((server) => server.close()));
}

/** Sends these bytes over a bare socket and returns all that comes back until the server closes it. */
export function rawExchange(port: number, request: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(request);
    });
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      answer += text;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(answer);
    });
  });
}

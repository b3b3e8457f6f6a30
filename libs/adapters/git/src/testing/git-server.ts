import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from '@jest/globals';
import { serveGit, type ServeGitOptions } from '../http/serve-git.ts';

export interface GitServer {
  /** Address of the repository without credentials. */
  readonly url: string;
  /** The same with a reader's or writer's token in it, for plain git. */
  readonly urlFor: (token: 'reader' | 'writer') => string;
  readonly requests: string[];
  stop(): Promise<void>;
}

/** A maker of HTTP servers for one repository; the tokens are `reader` and `writer`. They stop after each test. */
export function gitServers(): (options: Omit<ServeGitOptions, 'name'>) => Promise<GitServer> {
  const running: GitServer[] = [];
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
  });
  return async (options) => {
    const server = await start(options);
    running.push(server);
    return server;
  };
}

async function start(options: Omit<ServeGitOptions, 'name'>): Promise<GitServer> {
  const handle = serveGit({ ...options, name: 'environment.git' });
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const [, password = ''] = Buffer.from(
      (request.headers.authorization ?? '').replace('Basic ', ''),
      'base64',
    )
      .toString()
      .split(':');
    if (password === '') {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="slipway"' }).end();
      return;
    }
    const access = { read: true, write: password === 'writer' };
    void handle(request, response, { url: request.url ?? '', access, user: password });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const at = `127.0.0.1:${String(port)}/environment.git`;
  return {
    url: `http://${at}`,
    urlFor: (token) => `http://slipway:${token}@${at}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createNodeMiddleware, Webhooks } from '@octokit/webhooks';
import { secrets } from './workload.ts';

/** A receiver as its documentation has it: the middleware, with a handler that does nothing. Nothing is kept. */
const [secret, ...additionalSecrets] = secrets;
const webhooks = new Webhooks({ secret, additionalSecrets });
webhooks.onAny(() => undefined);
const middleware = createNodeMiddleware(webhooks, { path: '/webhooks/github' });
const server = createServer((request, response) => {
  void middleware(request, response);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`ready at http://127.0.0.1:${String(port)}\n`);
});

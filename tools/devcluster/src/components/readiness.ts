import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { callHttps } from '../api/https-call.ts';
import type { Readiness } from './component-plan.ts';

/** @param authority path of the certificate that servers are checked by */
export async function isReady(ready: Readiness, authority: string): Promise<boolean> {
  if (ready === 'started') return true;
  if ('port' in ready) return listens(ready.port);
  if (ready.url.startsWith('http:'))
    return fetch(ready.url, { signal: AbortSignal.timeout(1_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  const agent = new Agent({
    ca: await readFile(authority),
    ...(ready.key ? { cert: await readFile(ready.key.public), key: await readFile(ready.key.private) } : {}),
  });
  return callHttps({ method: 'GET', url: ready.url, agent }).then(
    ({ status }) => status === 200,
    () => false,
  );
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const conclude = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', conclude(true)).once('error', conclude(false)).once('timeout', conclude(false));
  });
}

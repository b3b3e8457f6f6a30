import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Logger } from '@slipway/ports';
import { endGroup } from '../process/end-group.ts';
import { gitEnvironment } from '../process/git-environment.ts';
import { tidy } from '../process/run-git.ts';
import { sendCgiResponse } from './cgi-response.ts';
import { createGate } from '../process/gate.ts';

export interface ServeGitOptions {
  /** The bare repository. */
  readonly directory: string;
  /** The one name it is served under: `environment.git`. */
  readonly name: string;
  readonly logger?: Logger;
  /** Called after each push that git took, whoever sent it. */
  readonly onReceived?: () => void;
  /** Requests answered at once, default 16; four times as many may wait. */
  readonly concurrency?: number;
  /** Milliseconds that one request may take, default 10 minutes. */
  readonly timeout?: number;
}

export interface GitRequestOptions {
  /** Path of the request below the mount, with its query: `/environment.git/info/refs?service=…`. */
  readonly url: string;
  readonly access: { readonly read: boolean; readonly write: boolean };
  /** Name of the caller, for git's own log of pushes. */
  readonly user: string;
}

export type GitHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  options: GitRequestOptions,
) => Promise<void>;

/** What of smart HTTP (gitprotocol-http(5)) is served; the dumb protocol is not. */
const services: readonly {
  readonly method: string;
  readonly path: string;
  readonly query: RegExp;
  readonly writes: boolean;
}[] = [
  { method: 'GET', path: 'info/refs', query: /^service=git-upload-pack$/, writes: false },
  { method: 'GET', path: 'info/refs', query: /^service=git-receive-pack$/, writes: true },
  { method: 'POST', path: 'git-upload-pack', query: /^$/, writes: false },
  { method: 'POST', path: 'git-receive-pack', query: /^$/, writes: true },
];

/**
 * Serves one bare repository over smart HTTP by a `git http-backend` process for each request. Bodies stream both ways;
 * the process and its children end with the connection or with the time that one request may take.
 */
export function serveGit(options: ServeGitOptions): GitHandler {
  const { concurrency = 16 } = options;
  const gate = createGate(concurrency, concurrency * 4);
  return async (request, response, { url, access, user }) => {
    const [pathname = '', query = ''] = url.split('?');
    const service = services.find(
      (known) =>
        known.method === request.method &&
        pathname === `/${options.name}/${known.path}` &&
        known.query.test(query),
    );
    if (service === undefined) {
      refuse(response, 404, 'There is nothing here but one git repository over smart HTTP.');
      return;
    }
    if (!(service.writes ? access.write : access.read)) {
      refuse(
        response,
        403,
        service.writes ? 'This token may not push.' : 'This token may not read the repository.',
      );
      return;
    }
    const leave = await gate();
    if (leave === undefined) {
      response.setHeader('Retry-After', '1');
      refuse(response, 503, 'Too many git requests at once.');
      return;
    }
    try {
      const repository = path.resolve(options.directory);
      const variables = {
        GIT_PROJECT_ROOT: path.dirname(repository),
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: `/${path.basename(repository)}/${service.path}`,
        QUERY_STRING: query,
        REMOTE_USER: user,
      };
      const delivered = await answer(request, response, options, variables, access.write);
      if (delivered && request.method === 'POST' && service.writes) options.onReceived?.();
    } finally {
      leave();
    }
  };
}

/** @returns whether git answered and ended well. */
async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { logger, timeout = 600_000 }: ServeGitOptions,
  variables: Readonly<Record<string, string>>,
  mayWrite: boolean,
): Promise<boolean> {
  const child = spawn('git', ['http-backend'], {
    env: {
      ...gitEnvironment({ config: { 'http.receivepack': String(mayWrite) } }),
      ...cgiVariables(request),
      ...variables,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // its own process group, so that what it starts ends with it
  });
  const stop = (): void => {
    endGroup(child);
  };
  const onClose = (): void => {
    if (!response.writableFinished) stop();
  };
  const timer = setTimeout(stop, timeout);
  response.once('close', onClose);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-2000)));
  const exited = new Promise<number | null>((resolve) => {
    child.on('error', () => {
      resolve(null);
    });
    child.on('close', resolve);
  });
  try {
    // The backend may answer and end before it has read everything: that is no fault of ours.
    const upload = pipeline(request, child.stdin).catch(() => undefined);
    await sendCgiResponse(child.stdout, response);
    const code = await exited;
    if (code === 0) response.end();
    else {
      logger?.warn('git http-backend failed', { code, stderr: tidy(stderr) });
      response.destroy(); // a cut answer must not look whole
    }
    await upload;
    return code === 0 && response.statusCode === 200;
  } catch (error) {
    stop();
    if (response.destroyed) return false; // the client has gone
    logger?.warn('a git request failed', { error, stderr: tidy(stderr) });
    if (response.headersSent) response.destroy();
    else refuse(response, 500, 'git could not answer.');
    return false;
  } finally {
    clearTimeout(timer);
    response.off('close', onClose);
  }
}

function cgiVariables(request: IncomingMessage): Record<string, string> {
  const variables: Record<string, string> = {
    REQUEST_METHOD: request.method ?? 'GET',
    REMOTE_ADDR: request.socket.remoteAddress ?? '',
    CONTENT_TYPE: request.headers['content-type'] ?? '',
  };
  const {
    'content-length': length,
    'content-encoding': encoding,
    'git-protocol': protocol,
  } = request.headers;
  if (length !== undefined && /^\d+$/.test(length)) variables.CONTENT_LENGTH = length;
  if (encoding === 'gzip' || encoding === 'x-gzip') variables.HTTP_CONTENT_ENCODING = encoding;
  if (typeof protocol === 'string' && /^version=[0-9]$/.test(protocol)) variables.GIT_PROTOCOL = protocol;
  return variables;
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-cache' });
  response.end(`${message}\n`);
}

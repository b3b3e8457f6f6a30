import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AppManifest } from '@slipway/github';
import { describeError, systemRandom, UnavailableError } from '@slipway/kernel';
import { UsageError } from '../../exit-codes.ts';
import { systemErrorCode } from '../../input/system-error.ts';
import { formPage, textPage } from './registration-page.ts';

export interface RegistrationOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Where GitHub takes manifests. */
  readonly registrationUrl: string;
  /** The Apps to make, one after the other. @param redirectUrl where GitHub has to send the browser */
  readonly manifests: (redirectUrl: string) => readonly AppManifest[];
  /**
   * Takes over the App that GitHub has made. @returns where it is installed
   * @throws UnavailableError when the same code may be tried again; anything else ends the registration
   */
  readonly take: (place: number, code: string) => Promise<string>;
  /** Told of calls that were refused. */
  readonly onRefused: (reason: string) => void;
}

export interface Registration {
  /** For the browser. */
  readonly url: string;
  /** One for each App; they settle in order. */
  readonly taken: readonly Promise<void>[];
  readonly close: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly page: string;
  /** To be called when the browser has it. */
  readonly sent?: () => void;
}

/**
 * Serves the pages of GitHub's manifest flow on this machine alone: a form for each App, and the address that GitHub sends
 * the browser back to.
 * @throws UsageError for a port that is in use or may not be had
 */
export async function openRegistration(options: RegistrationOptions): Promise<Registration> {
  const server = createServer({ requestTimeout: 10_000 });
  server.maxConnections = 50;
  const port = await listen(server, options.port);
  const url = `http://127.0.0.1:${String(port)}`;
  const flow = new RegistrationFlow(options, `${url}/made`);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void flow.answer(request, [`127.0.0.1:${String(port)}`, `localhost:${String(port)}`]).then((answer) => {
      send(response, answer);
    });
  });
  return {
    url: `${url}/`,
    taken: flow.taken,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      // A browser keeps connections that it has sent nothing on.
      server.closeAllConnections();
      await closed;
    },
  };
}

class RegistrationFlow {
  readonly taken: readonly Promise<void>[];
  readonly #options: RegistrationOptions;
  readonly #steps: readonly {
    readonly manifest: AppManifest;
    readonly state: string;
    readonly settled: PromiseWithResolvers<undefined>;
  }[];
  #place = 0;
  #taking: Promise<Answer> | undefined;

  constructor(options: RegistrationOptions, redirectUrl: string) {
    this.#options = options;
    this.#steps = options.manifests(redirectUrl).map((manifest) => ({
      ...{ manifest, settled: Promise.withResolvers<undefined>() },
      state: Buffer.from(systemRandom.bytes(32)).toString('base64url'),
    }));
    this.taken = this.#steps.map(({ settled }) => settled.promise);
    // Nobody may wait for it any more.
    for (const taken of this.taken) taken.catch(() => undefined);
  }

  async answer({ method, url = '', headers }: IncomingMessage, hosts: readonly string[]): Promise<Answer> {
    // Another name that leads here would be a page of somebody else.
    if (!hosts.includes(headers.host ?? '')) return this.#refused('it was called by another name', 421);
    if (method !== 'GET') return this.#refused('there are only pages here', 405);
    const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
    if (pathname === '/') return this.#form();
    if (pathname !== '/made') return { status: 404, page: textPage('There is no such page.') };
    const step = this.#steps[this.#place];
    if (step === undefined) return this.#form();
    if (!isSame(searchParams.get('state') ?? '', step.state))
      return this.#refused('its state is not that of the form: begin anew at the page that was named', 403);
    const code = searchParams.get('code') ?? '';
    if (!/^[\w-]{1,200}$/.test(code)) return this.#refused('GitHub sent no code along', 400);
    // A browser may ask twice, and a code is good for once.
    return (this.#taking ??= this.#take(code).finally(() => {
      this.#taking = undefined;
    }));
  }

  #form(before = '', link?: string): Answer {
    const step = this.#steps[this.#place];
    const done = 'All is done here; the terminal says what comes next.';
    if (step === undefined)
      return {
        status: 200,
        page: textPage(
          `${before} ${done}`.trim(),
          link === undefined ? undefined : { url: link, text: 'Install it' },
        ),
      };
    const action = new URL(this.#options.registrationUrl);
    action.searchParams.set('state', step.state);
    const place =
      this.#steps.length === 1 ? undefined : `${String(this.#place + 1)} of ${String(this.#steps.length)}`;
    return { status: 200, page: formPage({ action: action.href, manifest: step.manifest, place }, before) };
  }

  async #take(code: string): Promise<Answer> {
    const step = this.#steps[this.#place];
    if (step === undefined) return this.#form();
    try {
      const link = await this.#options.take(this.#place, code);
      this.#place += 1;
      const sent = (): void => {
        step.settled.resolve(undefined);
      };
      return { ...this.#form(`${step.manifest.name} is made.`, link), sent };
    } catch (error) {
      const reason = describeError(error);
      if (error instanceof UnavailableError)
        return this.#refused(`${reason}: reload this page to try again`, 502);
      const sent = (): void => {
        step.settled.reject(error);
      };
      return { status: 500, page: textPage(`That did not work: ${reason}`), sent };
    }
  }

  #refused(reason: string, status: number): Answer {
    this.#options.onRefused(reason);
    return { status, page: textPage(`This was not taken: ${reason}.`) };
  }
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function send(response: ServerResponse, { status, page, sent }: Answer): void {
  if (sent) response.once('close', sent);
  response.writeHead(status, {
    ...{ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', connection: 'close' },
    // No form-action: who signs in at GitHub by another server is sent through that.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(page);
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EADDRINUSE' || code === 'EACCES')
      throw new UsageError(`port ${String(port)} can not be had (${code}): name another by --port, or none`);
    throw error;
  }
  return (server.address() as AddressInfo).port;
}

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface Report {
  readonly attempt: string;
  readonly sequence: number;
  readonly report: { readonly type: string };
}

export interface AcceptingScheduler {
  readonly url: string;
  /** Requests with reports, to see how many share one. */
  readonly requests: number;
  /** Attempts that were picked up. */
  readonly pickedUp: ReadonlySet<string>;
  readonly close: () => Promise<void>;
}

/** The scheduler's side of the agent's API that takes everything, so that only the agent is measured. */
export async function startAcceptingScheduler(
  onReport: (attempt: string, type: string) => void,
): Promise<AcceptingScheduler> {
  const recorded = new Map<string, number>();
  const pickedUp = new Set<string>();
  let requests = 0;
  const accept = async (request: IncomingMessage): Promise<object> => {
    requests += 1;
    const { reports } = (await json(request)) as { readonly reports: readonly Report[] };
    const answer: Record<string, number> = {};
    for (const { attempt, sequence, report } of reports) {
      if (sequence === (recorded.get(attempt) ?? 0) + 1) {
        recorded.set(attempt, sequence);
        if (report.type === 'picked-up') pickedUp.add(attempt);
        onReport(attempt, report.type);
      }
      answer[attempt] = recorded.get(attempt) ?? 0;
    }
    return { recorded: answer };
  };
  const known = async (request: IncomingMessage): Promise<object> => {
    const { attempts } = (await json(request)) as { readonly attempts: readonly string[] };
    const of = (attempt: string): object => ({
      team: 'research',
      run: attempt.replace(/-\d+$/, ''),
      recorded: recorded.get(attempt) ?? 0,
      ended: false,
    });
    return { attempts: Object.fromEntries(attempts.map((attempt) => [attempt, of(attempt)])) };
  };
  const appended = async (request: IncomingMessage, url: URL): Promise<object> => {
    let bytes = 0;
    for await (const chunk of request) bytes += (chunk as Buffer).byteLength;
    return { next: Number(url.searchParams.get('offset')) + bytes, full: false };
  };
  const answerTo = async (request: IncomingMessage): Promise<object> => {
    const url = new URL(request.url ?? '', 'http://scheduler');
    if (url.pathname.endsWith('/reports')) return accept(request);
    if (url.pathname.endsWith('/attempts')) return known(request);
    if (url.pathname.endsWith('/log')) return appended(request, url);
    request.resume();
    return url.pathname.endsWith('/sessions') ? { session: 1 } : {};
  };
  const server = createServer((request, response) => {
    answerTo(request).then(
      (body) => {
        response.writeHead(request.url?.endsWith('/sessions') === true ? 201 : 200, {
          'content-type': 'application/json',
        });
        response.end(JSON.stringify(body));
      },
      (error: unknown) => response.destroy(error as Error),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    get requests() {
      return requests;
    },
    pickedUp,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
